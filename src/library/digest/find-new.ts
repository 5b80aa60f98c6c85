/** Saved searches, asked of the papers of the time of a digest. */
import type { Search } from "../search/search.ts";
import type { FindNew } from "./candidates.ts";
import { addDays } from "./zone.ts";

/** Search answers with everything that has one of the words, best first: only the best of a digest's time is news. */
const best = 20;
/** Days between a paper's publication and its appearance on a list. */
const late = 30;

/** What a corrected spelling would have found was not asked for, nor was what filters of the text keep out. */
export const findNewBy =
  ({ find }: Pick<Search, "find">): FindNew =>
  async (text, since, today) => {
    const from = addDays(since.toISOString().slice(0, 10), -late);
    const { hits, corrected } = await find({ text, filters: { from }, limit: best, today, relax: false });
    return corrected === null ? hits.map(({ paper }) => paper.slug) : [];
  };
