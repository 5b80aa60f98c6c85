/** Papers as entries of a list: just what a line of the list shows, so that the page stays small. */
import type { PaperSummary } from "#library/catalogue";
import { reproducedInWords } from "#library/words/claims";
import { formatEstimate } from "#library/words/time";
import { count } from "#library/words/count";
import type { Mark } from "#library/words/verdict";
import { plainTitle, withMaths } from "../text/maths.ts";

export interface Entry {
  readonly slug: string;
  /** Safe HTML. */
  readonly title: string;
  readonly plainTitle: string;
  /** Safe HTML. */
  readonly brief: string | null;
  /** YYYY-MM-DD, or less where less is known; null where nothing is. */
  readonly published: string | null;
  /** "3 authors", "Ba, Kiros and Hinton", an organization; null where nobody is named or counted. */
  readonly by: string | null;
  readonly topics: readonly { slug: string; name: string }[];
  /** Everybody's: readers here and where it was listed. */
  readonly votes: number;
  readonly comments: number;
  readonly marks: readonly Mark[];
  readonly reproduced: string;
  /** "runs, 40 s"; null: no experiment measures what it claims. */
  readonly runs: string | null;
  /** What it claims, where no experiment measures it; null where there is one, or no claim. */
  readonly claim: { readonly says: string; readonly more: number } | null;
  /** To the reader who is signed in. */
  readonly isNew?: boolean;
  readonly seen?: boolean;
}

export interface Group {
  readonly title: string;
  readonly entries: readonly Entry[];
}

export function toEntry(paper: PaperSummary): Entry {
  const { slug, title, published, topics, claims } = paper;
  return {
    slug,
    title: withMaths(title),
    plainTitle: plainTitle(title),
    brief: paper.brief && withMaths(paper.brief),
    published,
    by: byline(paper),
    topics: topics.map(({ slug, name }) => ({ slug, name })),
    votes: paper.votes,
    comments: paper.comments,
    marks: claims.map(({ verdict }) => verdict ?? "none"),
    reproduced: reproducedInWords(paper),
    runs: paper.experiment && `runs, ${formatEstimate(paper.experiment.presets.quick.seconds.browser)}`,
    claim: paper.experiment || claims.length === 0 ? null : { says: claims[0].says, more: claims.length - 1 },
  };
}

/** Who wrote it: up to three names and how many more, else their number, else the organization. */
export function byline({
  authors,
  authorCount,
  organization,
}: Pick<PaperSummary, "authors" | "authorCount" | "organization">): string | null {
  if (authors.length > 0) {
    const more = Math.max(authorCount ?? 0, authors.length) - Math.min(3, authors.length);
    const named = authors.slice(0, 3).join(", ");
    return more > 0 ? `${named} and ${more} more` : named;
  }
  return authorCount !== null ? count(authorCount, "author") : organization;
}

/** Entries under the year of first publication, in the order they come in. */
export function byYear(papers: readonly PaperSummary[]): Group[] {
  const groups = new Map<string, Entry[]>();
  for (const paper of papers) {
    const year = paper.published?.slice(0, 4) ?? "Undated";
    groups.set(year, [...(groups.get(year) ?? []), toEntry(paper)]);
  }
  return [...groups].map(([title, entries]) => ({ title, entries }));
}
