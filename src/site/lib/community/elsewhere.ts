/** What the sources that listed a paper count of it, in words; readers here are counted apart. */
import { count } from "#library/words/count";

interface Counts {
  readonly votes: number;
  readonly comments: number;
}

/** "12 votes, 3 comments where it was listed"; null where nobody counted any. */
export function elsewhere({ votes, comments }: Counts): string | null {
  const counts = [votes > 0 && count(votes, "vote"), comments > 0 && count(comments, "comment")].filter(Boolean);
  return counts.length > 0 ? `${counts.join(", ")} where it was listed` : null;
}

/** What is left of everybody's counts without those of the readers here. */
export const without = (all: Counts, here: Counts): Counts => ({
  votes: all.votes - here.votes,
  comments: all.comments - here.comments,
});
