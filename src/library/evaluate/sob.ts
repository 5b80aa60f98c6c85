/** Scores answers of models by the structured output benchmark: `records.jsonl` with schemas and checked answers, `responses.jsonl` with what the models said. */
import { readJson, type Json } from "#lab/extraction/json";
import { meanScores, scorer, seven, type Modality, type Scores } from "#papers/structured-output-benchmark/method";
import { ByModel, eachRecord, found, nameAt, part } from "./records.ts";
import type { Report } from "./report.ts";

/**
 * Reads and scores a folder; each file may be gzipped. Records are `{ record_id, input: { json_schema }, output: { ground_truth } }`,
 * responses `{ model, record_id, candidate_response }`, where a text is an answer that could not be parsed.
 * @throws LibraryError INVALID_COLLECTION where a file is missing.
 */
export async function evaluateSob(folder: string, modality: Modality): Promise<Report> {
  const problems: string[] = [];
  const scorers = new Map<string, (candidate: Json) => Scores>();
  await eachRecord(folder, "records.jsonl", problems, (row) => {
    const [schema, truth] = [part(row, "input", "json_schema"), part(row, "output", "ground_truth")];
    scorers.set(nameAt(row, "record_id"), scorer({ schema: unwrapped(schema), truth: unwrapped(truth) }, modality));
  });
  const answers = new ByModel<Scores>();
  await eachRecord(folder, "responses.jsonl", problems, (row) => {
    const [model, record] = [nameAt(row, "model"), nameAt(row, "record_id")];
    const score = found(scorers, record);
    answers.add(model, record, () => score(part(row, "candidate_response")));
  });
  return {
    title: "Structured output benchmark",
    subject: { one: "model", many: "models" },
    metrics: Object.fromEntries(Object.entries(seven).map(([name, label]) => [name, label.toLowerCase()])),
    rows: answers.rows((scores) => {
      const { required_key_recall: _, ...means } = meanScores(scores);
      return means;
    }),
    problems,
    notes: [],
  };
}

/** The published data has schemas and checked answers as texts of JSON here and there. */
const unwrapped = (value: Json): Json => (typeof value === "string" ? readJson(value).value : value);
