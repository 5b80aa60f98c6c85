/** Scores answers of models by the structured output benchmark: `records.jsonl` with schemas and checked answers, `responses.jsonl` with what the models said. */
import { isObject, readJson, type Json } from "#lab/extraction/json";
import { meanScores, scorer, type Modality, type Scores } from "#papers/structured-output-benchmark/method";
import { linesOf } from "./lines.ts";

export interface SobReport {
  /** Means over the records by the benchmark's own names, for each model in order of its first answer. */
  readonly models: Readonly<Record<string, Omit<Record<keyof Scores, number>, "required_key_recall">>>;
  /** Records that each model answered. */
  readonly answers: Readonly<Record<string, number>>;
  /** Lines that could not be scored: file, line, and what was wrong. The rest is scored without them. */
  readonly problems: readonly string[];
}

/**
 * Reads and scores a folder; each file may be gzipped. Records are `{ record_id, input: { json_schema }, output: { ground_truth } }`,
 * responses `{ model, record_id, candidate_response }`, where a text is an answer that could not be parsed.
 * @throws LibraryError INVALID_COLLECTION where a file is missing.
 */
export async function evaluateSob(folder: string, modality: Modality): Promise<SobReport> {
  const problems: string[] = [];
  const scorers = new Map<string, (candidate: Json) => Scores>();
  for await (const { line, at, file } of linesOf(folder, "records.jsonl"))
    try {
      const row = readJson(line).value;
      const [schema, truth] = [part(row, "input", "json_schema"), part(row, "output", "ground_truth")];
      scorers.set(name(row, "record_id"), scorer({ schema: unwrapped(schema), truth: unwrapped(truth) }, modality));
    } catch (error) {
      problems.push(`${file}, line ${at}: ${(error as Error).message}`);
    }
  const rows = new Map<string, Scores[]>();
  const answered = new Set<string>();
  for await (const { line, at, file } of linesOf(folder, "responses.jsonl"))
    try {
      const row = readJson(line).value;
      const [model, record] = [name(row, "model"), name(row, "record_id")];
      const score = scorers.get(record);
      if (!score) throw new Error(`no record is called ${JSON.stringify(record.slice(0, 80))}`);
      if (answered.has(`${model} ${record}`)) throw new Error(`${model} has answered this record before`);
      const scores = score(part(row, "candidate_response"));
      answered.add(`${model} ${record}`);
      rows.set(model, [...(rows.get(model) ?? []), scores]);
    } catch (error) {
      problems.push(`${file}, line ${at}: ${(error as Error).message}`);
    }
  const models = [...rows].map(([model, scores]) => {
    const { required_key_recall: _, ...means } = meanScores(scores);
    return [model, means] as const;
  });
  return {
    models: Object.fromEntries(models),
    answers: Object.fromEntries([...rows].map(([model, { length }]) => [model, length])),
    problems,
  };
}

function part(row: Json, ...keys: readonly string[]): Json {
  let value: Json | undefined = row;
  for (const key of keys) {
    value = value !== undefined && isObject(value) ? value.get(key) : undefined;
    if (value === undefined) throw new Error(`it has no ${keys.join(".")}`);
  }
  return value!;
}

function name(row: Json, key: string): string {
  const value = part(row, key);
  if (typeof value !== "string" || value === "") throw new Error(`${key} is no name`);
  return value;
}

/** The published data has schemas and checked answers as texts of JSON here and there. */
const unwrapped = (value: Json): Json => (typeof value === "string" ? readJson(value).value : value);
