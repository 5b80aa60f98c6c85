/** What search can do, as pages say it. */
import type { TaskName } from "../search/meaning/judge.ts";
import type { SearchStatus } from "../search/search.ts";
import { count } from "./count.ts";

/** "+0.012 nDCG@10 (95 % interval +0.004 to +0.020)" */
export function gainSays({ value, interval: [low, high] }: Gain): string {
  const signed = (number: number) => `${number < 0 ? "-" : "+"}${Math.abs(number).toFixed(3)}`;
  return `${signed(value)} nDCG@10 (95 % interval ${signed(low)} to ${signed(high)})`;
}

/** What is asked to judge search by meaning, as a clause after "where". */
export const taskSays: Readonly<Record<TaskName, string>> = {
  title: "a title asks for its abstract",
  passage: "a sentence asks for its paper",
  authors: "a title asks for papers of the same people",
};

interface Gain {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** One or two sentences. */
export function saysOfSearch({ papers, vectors }: SearchStatus): string {
  if (vectors.state === "off")
    return `${count(papers, "paper")} can be found by their words (BM25). Search by meaning is off: ${vectors.reason}.`;
  const { model, embedded, judged } = vectors;
  return (
    `${count(papers, "paper")} can be found by their words (BM25) and by meaning (${model}); ` +
    (judged === null
      ? `the model has read ${count(embedded, "paper")}.`
      : `on questions made of this library that is better than words alone: ${judged}.`)
  );
}
