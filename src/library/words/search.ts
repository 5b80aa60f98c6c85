/** What search can do, as pages say it. */
import type { SearchStatus } from "../search/search.ts";
import { count } from "./count.ts";

/** One or two sentences. */
export function saysOfSearch({ papers, vectors }: SearchStatus): string {
  if (vectors.state === "off")
    return `${count(papers, "paper")} can be found by words (BM25). There is no search by meaning: ${vectors.reason}.`;
  return (
    `${count(papers, "paper")} can be found by words (BM25) and by meaning (${vectors.model}); ` +
    `the model has read ${count(vectors.embedded, "paper")}.`
  );
}
