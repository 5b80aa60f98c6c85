/** Schemas that grow: fields with the words that name them, the values that they take, and what their columns usually look like. */
import { toJson, type Json } from "#lab/extraction/json";
import { profileOf, type Profile } from "./profile.ts";

export interface Field {
  readonly name: string;
  /** "label": one of the schema's kinds of rows; "enum": one of `values`. */
  readonly kind: "text" | "number" | "date" | "enum" | "label";
  readonly required: boolean;
  readonly aliases: readonly string[];
  /** Of an enum or a label: what it may say. */
  readonly values?: readonly string[];
  /** Of a number: units that it may have. */
  readonly units?: readonly string[];
  /** Of a date: words that may stand in its place. */
  readonly words?: readonly string[];
  readonly typical: Profile;
}

export interface Schema {
  readonly name: string;
  readonly version: number;
  readonly fields: readonly Field[];
}

/** What a recommendation changes. */
export type Change =
  | { readonly op: "addAlias"; readonly field: string; readonly value: string }
  | { readonly op: "addField"; readonly field: string; readonly value: string; readonly kind: "text" | "number" }
  | { readonly op: "addType" | "addEnum" | "addUnit" | "widenType"; readonly field: string; readonly value: string };

const money = ["USD", "EUR", "GBP"];

/** Holdings of a fund, as somebody knows them who has seen three kinds: all others have to be learnt. */
export const portfolio: Schema = {
  name: "portfolio",
  version: 1,
  fields: [
    {
      name: "name",
      kind: "text",
      required: true,
      aliases: ["security", "issuer"],
      typical: profileOf(["Sample Corp", "Other Name plc", "A Third Ltd"]),
    },
    {
      ...{
        name: "type",
        kind: "label",
        required: true,
        aliases: ["type", "asset class"],
        values: ["equity", "bond", "cash"],
      },
      typical: profileOf(["Equity", "Bond", "Equity", "Bond", "Cash", "Equity", "Equity", "Bond", "Equity", "Equity"]),
    },
    {
      name: "marketValue",
      kind: "number",
      required: true,
      aliases: ["market value", "fair value"],
      units: money,
      typical: profileOf(["2,000,000", "1,000,000", "800,000"]),
    },
    {
      name: "quantity",
      kind: "number",
      required: false,
      aliases: ["shares", "quantity"],
      typical: profileOf(["45,000", "20,000", "70,000"]),
    },
    {
      name: "price",
      kind: "number",
      required: false,
      aliases: ["price"],
      units: money,
      typical: profileOf(["80.10", "95.20", "60.30"]),
    },
    {
      name: "pctNetAssets",
      kind: "number",
      required: false,
      aliases: ["% of net assets"],
      units: ["%"],
      typical: profileOf(["2.10%", "1.30%", "0.40%"]),
    },
    {
      name: "maturity",
      kind: "date",
      required: false,
      aliases: ["maturity"],
      typical: profileOf(["1 Jan 2030", "5 Mar 2031", "7 Dec 2029"]),
    },
    {
      name: "coupon",
      kind: "number",
      required: false,
      aliases: ["coupon"],
      units: ["%"],
      typical: profileOf(["4.50%", "3.20%", "5.10%"]),
    },
    {
      name: "currency",
      kind: "enum",
      required: false,
      aliases: ["currency"],
      values: ["usd", "eur", "gbp"],
      typical: profileOf(["USD", "USD", "USD", "EUR", "USD", "USD", "USD", "GBP"]),
    },
    {
      name: "counterparty",
      kind: "text",
      required: false,
      aliases: ["counterparty"],
      typical: profileOf(["Some Bank", "Some Bank", "Other Bank"]),
    },
  ],
};

/** Whether a schema says already what a change would add. */
export function covers({ fields }: Schema, { op, field, value }: Change): boolean {
  if (op === "addField") return fields.some(({ name, aliases }) => name === field || aliases.includes(value));
  const found = fields.find(({ name }) => name === field);
  const list = {
    addAlias: "aliases",
    addType: "values",
    addEnum: "values",
    addUnit: "units",
    widenType: "words",
  } as const;
  return found?.[list[op]]?.includes(value) ?? false;
}

/** The next version; nothing that an earlier one took is taken away. */
export function apply(schema: Schema, change: Change): Schema {
  const { op, field, value } = change;
  const version = schema.version + 1;
  if (op === "addField") {
    const typical = profileOf(change.kind === "number" ? ["1,000", "2,000"] : ["Some words", "Other words"]);
    const added: Field = { name: field, kind: change.kind, required: false, aliases: [value], typical };
    return { ...schema, version, fields: [...schema.fields, added] };
  }
  const fields = schema.fields.map((one): Field => {
    if (one.name !== field) return one;
    if (op === "addAlias") return { ...one, aliases: [...one.aliases, value] };
    if (op === "addUnit") return { ...one, units: [...(one.units ?? []), value] };
    if (op === "widenType") return { ...one, words: [...(one.words ?? []), value] };
    return { ...one, values: [...(one.values ?? []), value] };
  });
  return { ...schema, version, fields };
}

/** The schema as JSON Schema has it, for whoever checks rows by other means than ours. */
export function jsonSchemaOf({ fields }: Schema): Json {
  const typed = ({ kind, values = [], words = [] }: Field): unknown => {
    if (kind === "number") return { type: "number" };
    if (kind === "enum" || kind === "label") return { enum: values };
    if (kind === "text") return { type: "string", minLength: 1 };
    const date = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" };
    return words.length === 0 ? date : { anyOf: [date, { enum: words }] };
  };
  return toJson({
    type: "object",
    properties: {
      ...Object.fromEntries(fields.map((field) => [field.name, typed(field)])),
      ...Object.fromEntries(
        fields.flatMap(({ name, kind, units }) =>
          kind === "number" && units ? [[`${name}Unit`, { enum: units }]] : [],
        ),
      ),
    },
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  });
}

export const fieldOf = (schema: Schema, name: string): Field | undefined =>
  schema.fields.find((field) => field.name === name);
