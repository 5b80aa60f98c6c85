/**
 * SOB: seven scores of a structured answer, leaf by leaf. Singh et al. 2026, arXiv 2604.25359, as the released evaluator has them.
 *
 *   G, P            leaves of the checked answer and of the candidate, by path: {"a": [{"b": 1}]} has a[0].b
 *   passed          candidate is an object or array, and valid under the schema (draft 7)
 *   coverage        F1 of the two sets of paths
 *   gate            text: 1 if coverage >= 0.95, else 0;  scanned pages and meetings: min(1, (coverage / 0.9)²)
 *   JSON pass           passed
 *   value accuracy      share of G whose leaf in P is equal                      x passed x gate
 *   faithfulness        mean over G of the F1 of words, a missing leaf as null   x passed x gate
 *   path recall         |G and P| / |G|                                          x passed
 *   structure coverage  coverage                                                 x passed
 *   type safety         share of P whose type is the schema's at its path        x passed
 *   perfect response    the whole answer is equal, numbers by how they are written
 */
import { isArray, isObject, JsonNumber, type Json } from "#lab/extraction/json";
import { pythonFloat } from "#lab/extraction/python";
import { isSchema, validator } from "#lab/extraction/schema";

export type Modality = "text" | "image" | "audio";

export interface Answered {
  readonly schema: Json;
  readonly truth: Json;
  /** A string is an answer that could not be parsed, whatever stands in it. */
  readonly candidate: Json;
}

/** Metrics by the names of the released evaluator, each 0 .. 1. */
export interface Scores {
  readonly json_parse_success: number;
  readonly json_root_structured: number;
  readonly schema_valid_input: number;
  readonly schema_compliance: number;
  readonly leaf_value_em: number;
  readonly value_token_f1: number;
  readonly hier_path_recall: number;
  readonly path_set_f1: number;
  readonly type_precision: number;
  /** Share of the required paths that are there: a diagnosis, not one of the seven. */
  readonly required_key_recall: number;
  readonly strict_json_em: number;
}

/** The seven by the names that the paper shows. */
export const seven = {
  schema_compliance: "JSON pass",
  leaf_value_em: "Value accuracy",
  value_token_f1: "Faithfulness",
  hier_path_recall: "Path recall",
  path_set_f1: "Structure coverage",
  type_precision: "Type safety",
  strict_json_em: "Perfect response",
} as const satisfies Partial<Record<keyof Scores, string>>;

/** What one question is scored with; made once for all answers to it. */
export function scorer(
  { schema, truth }: Omit<Answered, "candidate">,
  modality: Modality,
): (candidate: Json) => Scores {
  const schemaValid = isSchema(schema);
  const isValid = schemaValid ? validator(schema) : () => false;
  const [expected, canonicalTruth, required] = [leaves(truth), canonical(truth), [...new Set(requiredPaths(schema))]];
  return (candidate) => {
    const structured = isArray(candidate) || isObject(candidate);
    const passed = Number(structured && isValid(candidate));
    const found = structured ? leaves(candidate) : new Map<string, Json>();
    const paths = [...expected.keys()];
    const common = paths.filter((path) => found.has(path)).length;
    const coverage = f1(common, found.size, expected.size);
    const gated = passed * gate(coverage, modality);
    const overTruth = (of: (path: string) => number) =>
      paths.length === 0 ? 1 : paths.reduce((sum, path) => sum + of(path), 0) / paths.length;
    const there = new Set([...presentPaths(structured ? candidate : null)].map(withoutIndices));
    return {
      json_parse_success: Number(structured),
      json_root_structured: Number(structured),
      schema_valid_input: Number(schemaValid),
      schema_compliance: passed,
      leaf_value_em:
        gated * overTruth((path) => Number(found.has(path) && equal(expected.get(path)!, found.get(path)!))),
      value_token_f1: gated * overTruth((path) => wordF1(expected.get(path)!, found.get(path) ?? null)),
      hier_path_recall: passed * (paths.length === 0 ? 0 : common / paths.length),
      path_set_f1: passed * coverage,
      type_precision: passed * typePrecision(found, schema),
      required_key_recall:
        !structured || !schemaValid
          ? 0
          : required.length === 0
            ? 1
            : required.filter((path) => there.has(path)).length / required.length,
      strict_json_em: Number(canonical(structured ? candidate : null) === canonicalTruth),
    };
  };
}

/** Scores one answer. */
export const score = ({ candidate, ...question }: Answered, modality: Modality): Scores =>
  scorer(question, modality)(candidate);

/** How much of the scores of values is left at a coverage of the structure. */
export const gate = (coverage: number, modality: Modality): number =>
  modality === "text" ? Number(coverage >= 0.95) : Math.min(1, (coverage / 0.9) ** 2);

/** Leaves by path; an empty object or array has none, nor has a bare value. Of two with the same path the later one stands. */
export function leaves(value: Json, path = "", into = new Map<string, Json>()): Map<string, Json> {
  if (isObject(value)) for (const [key, member] of value) leaves(member, path ? `${path}.${key}` : key, into);
  else if (isArray(value)) value.forEach((item, at) => leaves(item, `${path}[${at}]`, into));
  else if (path) into.set(path, value);
  return into;
}

/** Paths of everything that is there, leaf or not. */
function presentPaths(value: Json, path = "", into = new Set<string>()): Set<string> {
  if (path) into.add(path);
  if (isObject(value)) for (const [key, member] of value) presentPaths(member, path ? `${path}.${key}` : key, into);
  else if (isArray(value)) value.forEach((item, at) => presentPaths(item, `${path}[${at}]`, into));
  return into;
}

const withoutIndices = (path: string): string => path.replace(/\[\d+\]/g, "[]");

function requiredPaths(schema: Json | undefined, path = ""): string[] {
  if (schema === undefined || !isObject(schema)) return [];
  if (schema.get("type") === "array") return requiredPaths(schema.get("items"), `${path}[]`);
  if (schema.get("type") !== "object") return [];
  const properties = schema.get("properties");
  const required = schema.get("required");
  return (required && isArray(required) ? required : []).flatMap((key) => {
    const below = path ? `${path}.${String(key)}` : String(key);
    const inner = properties && isObject(properties) ? properties.get(String(key)) : undefined;
    return [below, ...requiredPaths(inner, below)];
  });
}

/** Share of the leaves whose type is the schema's; a union with null counts as the other type, and an ancestor without a type ends the walk. */
function typePrecision(found: ReadonlyMap<string, Json>, schema: Json): number {
  const fits = [...found].filter(([path, leaf]) => {
    const expected = typeAt(schema, path);
    return expected !== null && (typeOf(leaf) === expected || (expected === "number" && typeOf(leaf) === "integer"));
  });
  return found.size === 0 ? 0 : fits.length / found.size;
}

function typeAt(schema: Json, path: string): string | null {
  let current: Json | undefined = schema;
  for (const part of path.match(/\[\d+\]|[^.[]+/g) ?? []) {
    if (current === undefined || !isObject(current)) return null;
    const index = part.startsWith("[");
    if (current.get("type") !== (index ? "array" : "object")) return null;
    const inner: Json | undefined = current.get(index ? "items" : "properties");
    current = index || inner === undefined || !isObject(inner) ? (index ? inner : undefined) : inner.get(part);
  }
  const type = current !== undefined && isObject(current) ? current.get("type") : undefined;
  const named = type !== undefined && isArray(type) ? type.filter((one) => one !== "null") : [type];
  return named.length === 1 && typeof named[0] === "string" ? named[0] : null;
}

function typeOf(leaf: Json): string {
  if (leaf === null) return "null";
  if (leaf instanceof JsonNumber) return leaf.integer ? "integer" : "number";
  return typeof leaf;
}

/** Equality of leaves as Python has it: 1, 1.0 and true are equal; integers are compared exactly, of any size. */
export function equal(a: Json, b: Json): boolean {
  const numeric = (value: Json) => (typeof value === "boolean" ? new JsonNumber(value ? "1" : "0") : value);
  const [x, y] = [numeric(a), numeric(b)];
  if (!(x instanceof JsonNumber && y instanceof JsonNumber)) return x === y;
  return x.integer && y.integer ? BigInt(x.lexeme) === BigInt(y.lexeme) : x.value === y.value;
}

/** The whole answer as one text: keys in order, numbers as Python would print them. */
export function canonical(value: Json): string {
  if (isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value instanceof JsonNumber) return printed(value);
  if (!isObject(value)) return JSON.stringify(value);
  const members = [...value].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`;
}

/** A number as Python prints it: integers exactly, others with the fewest digits that read back, 2.0 and 1e-05 among them. */
export const printed = ({ lexeme, value, integer }: JsonNumber): string =>
  integer ? String(BigInt(lexeme)) : pythonFloat(value);

/** F1 of two leaves as bags of words. Null is the word null, so a leaf that should be null is found where it is missing. */
export function wordF1(truth: Json, candidate: Json): number {
  const [expected, found] = [words(truth), words(candidate)];
  if (expected.length === 0 || found.length === 0) return Number(expected.length === found.length);
  const left = new Map<string, number>();
  for (const word of expected) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of found) {
    const count = left.get(word) ?? 0;
    if (count > 0) common++;
    left.set(word, count - 1);
  }
  return f1(common, found.length, expected.length);
}

/** Lower case, without punctuation and articles. */
function words(leaf: Json): string[] {
  const text = leaf instanceof JsonNumber ? printed(leaf) : String(leaf);
  const spaced = text.toLowerCase().replace(/[^\p{L}\p{N}_\s]/gu, " ");
  return spaced.split(/\s+/).filter((word) => word !== "" && !["a", "an", "the"].includes(word));
}

function f1(common: number, found: number, expected: number): number {
  if (common === 0 || found === 0 || expected === 0) return 0;
  const [precision, recall] = [common / found, common / expected];
  return (2 * precision * recall) / (precision + recall);
}

/** How much a record counts in a weighted mean, by the complexity of its schema. */
export const weights: Readonly<Record<string, number>> = { easy: 1, medium: 2, hard: 3 };

/** Means over records, weighted if asked; NaN of none. */
export function meanScores(
  rows: readonly Scores[],
  weightOf: (at: number) => number = () => 1,
): Record<keyof Scores, number> {
  const total = rows.reduce((sum, _, at) => sum + weightOf(at), 0);
  const names = Object.keys(rows[0] ?? {}) as (keyof Scores)[];
  return Object.fromEntries(
    names.map((name) => [name, rows.reduce((sum, row, at) => sum + row[name] * weightOf(at), 0) / total]),
  ) as Record<keyof Scores, number>;
}
