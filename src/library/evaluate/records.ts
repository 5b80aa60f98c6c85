/** Records of an evaluation, one JSON object a line: a bad one is named, and the rest goes on. */
import { isArray, isObject, JsonNumber, readJson, type Json } from "#lab/extraction/json";
import { linesOf } from "./lines.ts";

/** Hands every record of a file to `each`; what cannot be read, or what `each` throws, becomes a problem with file and line. */
export async function eachRecord(
  folder: string,
  name: string,
  problems: string[],
  each: (row: Json) => void,
): Promise<void> {
  for await (const { line, at, file } of linesOf(folder, name))
    try {
      const row = readJson(line).value;
      if (!isObject(row)) throw new Error("it is no JSON object");
      each(row);
    } catch (error) {
      problems.push(`${file}, line ${at}: ${(error as Error).message}`);
    }
}

/** What stands under a key, or under keys one within the other. @throws Error naming what is missing */
export function part(row: Json, ...keys: readonly string[]): Json {
  let value: Json | undefined = row;
  for (const key of keys) {
    value = value !== undefined && isObject(value) ? value.get(key) : undefined;
    if (value === undefined) throw new Error(`it has no ${keys.join(".")}`);
  }
  return value!;
}

export function textAt(row: Json, key: string): string {
  const value = part(row, key);
  if (typeof value !== "string") throw new Error(`${key} is no text`);
  return value;
}

/** A text that is not empty. */
export function nameAt(row: Json, key: string): string {
  const value = part(row, key);
  if (typeof value !== "string" || value === "") throw new Error(`${key} is no name`);
  return value;
}

export function listAt(row: Json, key: string): readonly Json[] {
  const value = part(row, key);
  if (!isArray(value)) throw new Error(`${key} is no list`);
  return value;
}

/** A number, or null where there is none. */
export const numberIn = (value: Json): number | null =>
  value instanceof JsonNumber && Number.isFinite(value.value) ? value.value : null;

/** Scores by model, each record once. */
export class ByModel<Score> {
  readonly scores = new Map<string, Score[]>();
  readonly #seen = new Set<string>();

  /** @throws Error if the model has answered this record before */
  add(model: string, record: string, score: () => Score): void {
    const key = JSON.stringify([model, record]);
    if (this.#seen.has(key)) throw new Error(`${model} has answered this record before`);
    const scored = score();
    this.#seen.add(key);
    const held = this.scores.get(model);
    if (held) held.push(scored);
    else this.scores.set(model, [scored]);
  }

  /** Means by model, in order of their first answer. */
  rows(meansOf: (scores: readonly Score[]) => Record<string, number>) {
    return Object.fromEntries(
      [...this.scores].map(([model, scores]) => [model, { records: scores.length, values: meansOf(scores) }]),
    );
  }
}

/** What a record is called that somebody looked for and did not find. @throws Error */
export function found<Value>(records: ReadonlyMap<string, Value>, id: string): Value {
  const value = records.get(id);
  if (value === undefined) throw new Error(`no record is called ${JSON.stringify(id.slice(0, 80))}`);
  return value;
}
