/** What search can do, as pages say it. */
import type { SearchStatus } from "../search/search.ts";
import { count } from "./count.ts";

/** One or two sentences. */
export function saysOfSearch({ papers, vectors }: SearchStatus): string {
  if (vectors.state === "off")
    return `${count(papers, "paper")} can be found by their words (BM25). Search by meaning is off: ${vectors.reason}.`;
  return (
    `${count(papers, "paper")} can be found by their words (BM25) and by meaning (${vectors.model}); ` +
    `the model has read ${count(vectors.embedded, "paper")}.`
  );
}
