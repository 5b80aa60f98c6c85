/** Extractor: columns become fields, lines become rows that satisfy the schema, and what does not fit is kept with the reason. */
import { assign } from "#lab/extraction/assignment";
import { isSummary } from "#lab/extraction/table/headers";
import { isMissing, readNumber } from "#lab/extraction/table/numbers";
import type { DocTable } from "./detect.ts";
import { fieldOf, type Field, type Schema } from "./schema.ts";
import { nameSimilarity, normal, remembered } from "./similarity.ts";

export interface Row {
  /** Where it stands. */
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export type Reason =
  | { readonly kind: "missing"; readonly field: string }
  | { readonly kind: "label" | "value" | "unit" | "word"; readonly field: string; readonly text: string };

export interface Misfit {
  readonly key: string;
  readonly document: string;
  readonly table: string;
  /** Names of the columns, normal, and the fields that have one. */
  readonly names: readonly string[];
  readonly mapping: ReadonlyMap<string, number>;
  readonly cells: readonly string[];
  readonly reasons: readonly Reason[];
}

const least = 0.6;

type Names = readonly string[];
const mappings = new WeakMap<Schema, WeakMap<Names, ReadonlyMap<string, number>>>();
const likenesses = new WeakMap<Names, WeakMap<Names, readonly number[]>>();

/** What was computed for two objects; both are never changed. */
function remember<A extends object, B extends object, T>(known: WeakMap<A, WeakMap<B, T>>, a: A, b: B, of: () => T): T {
  const inner = known.get(a) ?? new WeakMap<B, T>();
  known.set(a, inner);
  const value = inner.get(b) ?? of();
  inner.set(b, value);
  return value;
}

/** Field to column, one to one, by the best names together: equal 1, else words or trigrams in common; below .6 nothing. @param names normal */
export const mapColumns = (schema: Schema, names: Names): ReadonlyMap<string, number> =>
  remember(mappings, schema, names, () => mapped(schema, names));

function mapped({ fields }: Schema, names: Names): ReadonlyMap<string, number> {
  const likeness = fields.map(({ aliases }) =>
    remember(likenesses, aliases, names, () =>
      names.map((name) => (name === "" ? 0 : Math.max(...aliases.map((alias) => nameSimilarity(alias, name))))),
    ),
  );
  const found = new Map<string, number>();
  if (!likeness.some((row) => row.some((value) => value >= least))) return found;
  for (const [field, column] of assign(likeness.map((row) => row.map((value) => (value >= least ? -value : 0)))))
    if (likeness[field][column] >= least) found.set(fields[field].name, column);
  return found;
}

/** Marks of footnotes are no part of a name. */
const withoutMarks = (text: string): string => text.replace(/[*†‡§]{1,3}$/, "").trim();

export function extract(schema: Schema, document: string, table: DocTable): { rows: Row[]; misfits: Misfit[] } {
  const names = table.plainNames;
  const mapping = mapColumns(schema, names);
  const missing = schema.fields.flatMap(({ name, required }): Reason[] =>
    required && !mapping.has(name) ? [{ kind: "missing", field: name }] : [],
  );
  const rows: Row[] = [];
  const misfits: Misfit[] = [];
  for (const { key, cells } of table.body) {
    // Sums, headers that are repeated, and lines with a single cell are no rows.
    if (isSummary(cells) || cells.every((cell, at) => cell === table.names[at])) continue;
    if (cells.filter((cell) => cell !== "").length < 2) continue;
    const values: Record<string, string | number> = {};
    const reasons = [...missing];
    for (const [name, column] of mapping) {
      const field = fieldOf(schema, name)!;
      const read = valueOf(field, cells[column]);
      if (read.reason) reasons.push(read.reason);
      else Object.assign(values, read.values);
    }
    if (reasons.length === 0) rows.push({ key, values });
    else misfits.push({ key, document, table: table.id, names, mapping, cells, reasons });
  }
  return { rows, misfits };
}

const numberOf = remembered((text: string) => readNumber(text));

interface Value {
  readonly values?: Readonly<Record<string, string | number>>;
  readonly reason?: Reason;
}

function valueOf(field: Field, cell: string): Value {
  const { name, kind, required } = field;
  const text = withoutMarks(cell);
  if (isMissing(text)) return required ? { reason: { kind: "missing", field: name } } : {};
  if (kind === "text") return { values: { [name]: text } };
  if (kind === "number") {
    const number = numberOf(text);
    const word = normal(text);
    if (!number) return field.words?.includes(word) ? {} : { reason: { kind: "word", field: name, text: word } };
    if (number.unit !== undefined && !field.units?.includes(number.unit))
      return { reason: { kind: "unit", field: name, text: number.unit } };
    const unit = field.units && number.unit !== undefined ? { [`${name}Unit`]: number.unit } : {};
    return { values: { [name]: number.value, ...unit } };
  }
  if (kind === "date") {
    const date = dateOf(text) ?? (field.words?.includes(normal(text)) ? normal(text) : null);
    return date === null ? { reason: { kind: "word", field: name, text: normal(text) } } : { values: { [name]: date } };
  }
  const value = normal(text);
  if (field.values?.includes(value)) return { values: { [name]: value } };
  return { reason: { kind: kind === "label" ? "label" : "value", field: name, text: value } };
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** 5 Mar 2031, Mar 5, 2031, 2031-03-05: the last of these. Null of anything else. */
function dateOf(text: string): string | null {
  if (text.length > 30) return null;
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (iso) return text;
  const [, day, month, year] = /^(\d{1,2})\.? ([a-z]{3})[a-z]*\.? (\d{4})$/i.exec(text) ?? [];
  const [, month2, day2, year2] = /^([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})$/i.exec(text) ?? [];
  const at = months.indexOf((month ?? month2 ?? "").toLowerCase());
  return at < 0 ? null : `${year ?? year2}-${String(at + 1).padStart(2, "0")}-${(day ?? day2).padStart(2, "0")}`;
}
