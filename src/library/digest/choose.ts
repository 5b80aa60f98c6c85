/** Which papers a reader gets, why, and in which order. No database: everything it needs is handed in. */
import { addDays } from "./zone.ts";
import type { Why } from "./content.ts";

/** A paper that may be mailed. Handed in by rank, trending first. */
export interface Candidate {
  readonly id: number;
  /** The day it appeared, YYYY-MM-DD. */
  readonly day: string;
  readonly topics: readonly { readonly slug: string; readonly name: string }[];
  readonly authors: readonly { readonly key: string; readonly name: string }[];
  readonly votes: number;
  readonly comments: number;
  /** Queries of `Interests.searches` that find it. */
  readonly foundBy: ReadonlySet<string>;
  /** Whether it has any of the words and quoted phrases that somebody wants to leave out. */
  readonly has: (words: string) => boolean;
}

/** What a reader asked for. */
export interface Interests {
  /** The subscription names nothing: it has every paper. What the account follows is named first then, and leaves nothing out. */
  readonly everything: boolean;
  readonly topics: ReadonlySet<string>;
  /** Keys of names. */
  readonly authors: ReadonlySet<string>;
  readonly searches: readonly string[];
  /** Words that keep a paper out, whatever it is about; "" for none. */
  readonly without: string;
  /** And those that keep it from counting for one author, topic or search that is followed: by `nameOf` it. */
  readonly unless: ReadonlyMap<string, string>;
  readonly minVotes: number;
  readonly maxPapers: number;
  /** The reader's own order, where it is asked for and known; what it has not comes last, as it is handed in. */
  readonly order?: OwnOrder;
}

/** By paper: its place, and the title of the liked paper nearest to it. */
export type OwnOrder = ReadonlyMap<number, { readonly place: number; readonly like: string | null }>;

/** Names one thing that a digest may be about. */
export const nameOf = (kind: "author" | "topic" | "search", value: string): string => `${kind} ${value}`;

export interface Choice {
  readonly papers: readonly { readonly paper: number; readonly why: Why }[];
  /** Papers that fitted beyond `maxPapers`. */
  readonly more: number;
}

/**
 * The papers of the days after `after` up to `day` that fit and were not mailed yet, in the reader's own order or that of the candidates. Where
 * they are too many, those that somebody asked for by name (author, saved search) stay first, and then those of topics.
 */
export function choose(
  candidates: readonly Candidate[],
  interests: Interests,
  { after, day, mailed }: { after: string; day: string; mailed: ReadonlySet<number> },
): Choice {
  const fitting = inOrder(candidates, interests.order).flatMap((candidate) => {
    if (candidate.day <= after || candidate.day > day || mailed.has(candidate.id)) return [];
    const why = reasonFor(candidate, interests);
    return why === null ? [] : [{ paper: candidate.id, why }];
  });
  const rank = ({ why: { kind } }: { why: Why }) =>
    ({ author: 0, search: 0, topic: 1, like: 2, trending: 2, new: 2 })[kind];
  const kept = new Set(fitting.toSorted((a, b) => rank(a) - rank(b)).slice(0, interests.maxPapers));
  return { papers: fitting.filter((entry) => kept.has(entry)), more: fitting.length - kept.size };
}

function inOrder(candidates: readonly Candidate[], order: OwnOrder | undefined): readonly Candidate[] {
  if (order === undefined) return candidates;
  const place = ({ id }: Candidate): number => order.get(id)?.place ?? Infinity;
  // No difference of two that are both infinite.
  return candidates.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) < place(b) ? -1 : 1));
}

function reasonFor(candidate: Candidate, interests: Interests): Why | null {
  const { everything, topics, authors, searches, minVotes, without, unless } = interests;
  if (without !== "" && candidate.has(without)) return null;
  const counts = (kind: "author" | "topic" | "search", value: string): boolean => {
    const words = unless.get(nameOf(kind, value));
    return words === undefined || !candidate.has(words);
  };
  const author = candidate.authors.find(({ key }) => authors.has(key) && counts("author", key));
  if (author) return { kind: "author", name: author.name };
  const query = searches.find((search) => candidate.foundBy.has(search) && counts("search", search));
  if (query !== undefined) return { kind: "search", query };
  if (candidate.votes < minVotes) return null;
  const topic = candidate.topics.find(({ slug }) => topics.has(slug) && counts("topic", slug));
  if (topic) return { kind: "topic", name: topic.name };
  if (!everything) return null;
  const like = interests.order?.get(candidate.id)?.like;
  if (like) return { kind: "like", title: like };
  const { votes, comments } = candidate;
  return votes + comments > 0 ? { kind: "trending", votes, comments } : { kind: "new" };
}

/** How many days back a digest looks at least: papers are often ingested a day or two after the day they are listed under. */
export const lookBack = { daily: 3, weekly: 9 };
/** Days from one digest to the next. */
const stride = { daily: 1, weekly: 7 };
/** And at most, after a time in which nothing was sent. */
export const longestLookBack = 14;

/** The day after which a digest's papers begin. A first digest has those of one day, or week, and no backlog. */
export function beginning(
  frequency: "daily" | "weekly",
  day: string,
  { lookedAt, confirmedAt }: { lookedAt: string | null; confirmedAt: string },
): string {
  const usual = addDays(day, -lookBack[frequency]);
  const missed = lookedAt === null ? usual : addDays(lookedAt, stride[frequency] - lookBack[frequency]);
  const first = addDays(confirmedAt, frequency === "daily" ? -2 : -8);
  const since = missed < usual ? missed : usual;
  return [since, addDays(day, -longestLookBack), first].reduce((a, b) => (a > b ? a : b));
}
