/** Picks one of many answers by weak verifiers, and says how often it is right: `records.jsonl` as the published data sets have it. */
import { isObject, type Json } from "#lab/extraction/json";
import { mean } from "#lab/measure/statistics";
import {
  comparable,
  emRates,
  kept,
  majority,
  marginals,
  only,
  posteriors,
  tripletRates,
  votesOf,
} from "#papers/weaver/method";
import { eachRecord, listAt, numberIn } from "./records.ts";
import type { Report } from "./report.ts";

interface Question {
  readonly truth: readonly number[];
  /** By verifier; NaN where there is no score. */
  readonly scores: ReadonlyMap<string, readonly number[]>;
  readonly answers: readonly string[] | null;
}

/** Steps of a chain are no score of an answer, and the published combined score is what this computes itself. */
const isVerifier = (name: string) =>
  /_(?:scores|verdicts)$/.test(name) && !name.includes("_step") && name !== "weaver_scores";

function questionIn(row: Json): Question {
  if (!isObject(row)) throw new Error("it is no JSON object");
  const truth = listAt(row, "answer_correct").map((value) => {
    if (typeof value !== "boolean") throw new Error("answer_correct is no list of true and false");
    return Number(value);
  });
  if (truth.length === 0) throw new Error("it has no answers");
  const fitting = (name: string): readonly Json[] => {
    const list = listAt(row, name);
    if (list.length !== truth.length) throw new Error(`${name} has ${list.length} entries for ${truth.length} answers`);
    return list;
  };
  const scores = new Map<string, readonly number[]>();
  for (const name of [...row.keys()].filter(isVerifier))
    scores.set(
      name,
      fitting(name).map((value) => (typeof value === "boolean" ? Number(value) : (numberIn(value) ?? NaN))),
    );
  if (scores.size === 0) throw new Error("it has no verifier: no key ends in _scores or _verdicts");
  const answers = row.has("extracted_answers")
    ? fitting("extracted_answers").map((value) => JSON.stringify(value))
    : null;
  return { truth, scores, answers };
}

/**
 * Records are `{ answer_correct: [true, ..], <verifier>_scores: [0.3, ..], <verifier>_verdicts: [..], extracted_answers?: [..] }`; every record
 * has the verifiers of the first one, and as many answers as it likes. Labels are used for the share of right answers, as released, and for scoring.
 * @throws LibraryError INVALID_COLLECTION where the file is missing.
 */
export async function evaluateWeaver(folder: string): Promise<Report> {
  const problems: string[] = [];
  const questions: Question[] = [];
  await eachRecord(folder, "records.jsonl", problems, (row) => {
    const question = questionIn(row);
    const missing = [...(questions[0]?.scores.keys() ?? [])].filter((name) => !question.scores.has(name));
    if (missing.length > 0) throw new Error(`it has no ${missing.join(", ")}, which the first record has`);
    questions.push(question);
  });
  const title = "Answers picked by weak verifiers";
  const metrics = { selection_accuracy: "right answer picked", gap: "behind the oracle" };
  const subject = { one: "way to pick", many: "ways" };
  if (questions.length === 0) return { title, subject, metrics, rows: {}, problems, notes: [] };

  const truth = questions.flatMap((question) => question.truth);
  const names = [...questions[0].scores.keys()];
  const columns = names.map((name) => comparable(questions.flatMap(({ scores }) => scores.get(name)!)));
  const prior = Math.min(0.99, Math.max(0.01, mean(truth)));
  const merits: Record<string, ArrayLike<number>> = {
    oracle: truth,
    ...weaverMerits(columns, prior),
    "plain average": Float64Array.from(truth, (_, row) => mean(columns.map((column) => column[row]))),
    ...bestVerifier(names, columns, questions),
    ...(questions.every(({ answers }) => answers !== null) && {
      "majority vote": questions.flatMap(({ answers }) => majority(answers!)),
    }),
    "first answer": new Uint8Array(truth.length),
  };
  const best = accuracyOf(truth, questions);
  const rows = Object.entries(merits).map(([name, merit]) => {
    const accuracy = accuracyOf(merit, questions);
    return [
      name,
      { records: questions.length, values: { selection_accuracy: accuracy, gap: best - accuracy } },
    ] as const;
  });
  const unusual = truth.every((one) => one === truth[0])
    ? ["all answers are alike, right or wrong: nothing can be picked"]
    : [];
  const notes = [
    `${names.length} verifiers, ${truth.length} answers, ${(100 * mean(truth)).toFixed(1)} % of them right`,
    ...unusual,
  ];
  return { title, subject, metrics, rows: Object.fromEntries(rows), problems, notes };
}

function weaverMerits(columns: readonly Float64Array[], prior: number): Record<string, ArrayLike<number>> {
  const all = votesOf(columns, 0.5);
  const votes = only(all, kept(marginals(all), "all", prior));
  return {
    Weaver: posteriors(votes, tripletRates(votes, prior), prior),
    "Weaver by EM": posteriors(votes, emRates(votes, prior), prior),
    "Weaver, half of the answers taken for right": posteriors(votes, tripletRates(votes, 0.5), 0.5),
  };
}

function bestVerifier(names: readonly string[], columns: readonly Float64Array[], questions: readonly Question[]) {
  const ranked = names
    .map((name, at) => ({ name, at, accuracy: accuracyOf(columns[at], questions) }))
    .sort((a, b) => b.accuracy - a.accuracy);
  return { [`best verifier (${ranked[0].name})`]: columns[ranked[0].at] };
}

/** How often the answer of the highest merit is right; the first of equals is taken. */
function accuracyOf(merit: ArrayLike<number>, questions: readonly Question[]): number {
  let [from, right] = [0, 0];
  for (const { truth } of questions) {
    let best = 0;
    for (let at = 1; at < truth.length; at++) if (merit[from + at] > merit[from + best]) best = at;
    right += truth[best];
    from += truth.length;
  }
  return right / questions.length;
}
