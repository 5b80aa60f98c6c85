/** JSON Schema, draft 7, as an interpreter: it works under a policy that forbids code made at run time. */
import { Validator, type Schema } from "@cfworker/json-schema";
import { toJson, toPlain, type Json } from "./json.ts";

/** Keywords whose value is a schema, a list of schemas, or schemas by name; the rest holds data. */
const [single, listed, named] = [
  ["additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"],
  ["allOf", "anyOf", "items", "oneOf"],
  ["definitions", "dependencies", "patternProperties", "properties"],
];
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A schema with `change` made to it and to every schema inside it. */
export function mapSchema(
  schema: unknown,
  change: (schema: Record<string, unknown>) => Record<string, unknown>,
): unknown {
  if (!isRecord(schema)) return schema;
  const inner = Object.entries(schema).map(([keyword, value]) => {
    const mapped = (part: unknown) => mapSchema(part, change);
    if (Array.isArray(value) && listed.includes(keyword)) return [keyword, value.map(mapped)];
    if (isRecord(value) && named.includes(keyword))
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapped(part)]))];
    return [keyword, single.includes(keyword) ? mapped(value) : value];
  });
  return change(Object.fromEntries(inner) as Record<string, unknown>);
}

const count = { type: "integer", minimum: 0 };
const strings = { type: "array", items: { type: "string" }, uniqueItems: true };
const types = { enum: ["array", "boolean", "integer", "null", "number", "object", "string"] };
const self = { $ref: "#" };
const selves = { type: "array", minItems: 1, items: self };
const byName = { type: "object", additionalProperties: self };

/** What a schema of draft 7 has to look like: its keywords and the shape of each. */
const metaSchema = {
  type: ["object", "boolean"],
  properties: {
    ...Object.fromEntries(single.map((keyword) => [keyword, self])),
    ...Object.fromEntries(listed.map((keyword) => [keyword, selves])),
    ...Object.fromEntries(named.map((keyword) => [keyword, byName])),
    ...Object.fromEntries(
      ["$id", "$ref", "$schema", "title", "description", "format", "pattern"].map((keyword) => [
        keyword,
        { type: "string" },
      ]),
    ),
    ...Object.fromEntries(
      ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"].map((keyword) => [
        keyword,
        count,
      ]),
    ),
    ...Object.fromEntries(
      ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].map((keyword) => [keyword, { type: "number" }]),
    ),
    items: { anyOf: [self, selves] },
    dependencies: { type: "object", additionalProperties: { anyOf: [self, strings] } },
    multipleOf: { type: "number", exclusiveMinimum: 0 },
    uniqueItems: { type: "boolean" },
    required: strings,
    enum: { type: "array" },
    examples: { type: "array" },
    type: { anyOf: [types, { type: "array", items: types, minItems: 1, uniqueItems: true }] },
  },
};
const meta = new Validator(metaSchema as unknown as Schema, "7");

/** Whether a value is a schema: an object that follows draft 7. */
export const isSchema = (schema: Json): boolean => schema instanceof Map && meta.validate(toPlain(schema)).valid;

/** A validator of values. Formats are notes and never refuse anything, as the draft leaves open. @throws Error for a reference that leads nowhere. */
export function validator(schema: Json): (value: Json) => boolean {
  const plain = mapSchema(toPlain(schema), ({ format: _, ...rest }) => rest);
  const compiled = new Validator(plain as Schema, "7");
  return (value) => compiled.validate(toPlain(value)).valid;
}

/** The same schema with null allowed wherever a type is named: what an answer is told to say where a text does not know. */
export const nullable = (schema: Json): Json =>
  toJson(
    mapSchema(toPlain(schema), ({ type, ...rest }) =>
      type === undefined ? rest : { ...rest, type: [...new Set([type, "null"].flat())] },
    ),
  );
