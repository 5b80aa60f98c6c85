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
}

/** What a reader asked for. */
export interface Interests {
  /** The subscription names nothing: it has every paper. What the account follows is named first then, and leaves nothing out. */
  readonly everything: boolean;
  readonly topics: ReadonlySet<string>;
  /** Keys of names. */
  readonly authors: ReadonlySet<string>;
  readonly searches: readonly string[];
  readonly minVotes: number;
  readonly maxPapers: number;
}

export interface Choice {
  readonly papers: readonly { readonly paper: number; readonly why: Why }[];
  /** Papers that fitted beyond `maxPapers`. */
  readonly more: number;
}

/**
 * The papers of the days after `after` up to `day` that fit and were not mailed yet, in the order of the candidates. Where
 * they are too many, those that somebody asked for by name (author, saved search) stay first, and then those of topics.
 */
export function choose(
  candidates: readonly Candidate[],
  interests: Interests,
  { after, day, mailed }: { after: string; day: string; mailed: ReadonlySet<number> },
): Choice {
  const fitting = candidates.flatMap((candidate) => {
    if (candidate.day <= after || candidate.day > day || mailed.has(candidate.id)) return [];
    const why = reasonFor(candidate, interests);
    return why === null ? [] : [{ paper: candidate.id, why }];
  });
  const rank = ({ why: { kind } }: { why: Why }) => ({ author: 0, search: 0, topic: 1, trending: 2, new: 2 })[kind];
  const kept = new Set(fitting.toSorted((a, b) => rank(a) - rank(b)).slice(0, interests.maxPapers));
  return { papers: fitting.filter((entry) => kept.has(entry)), more: fitting.length - kept.size };
}

function reasonFor(candidate: Candidate, { everything, topics, authors, searches, minVotes }: Interests): Why | null {
  const author = candidate.authors.find(({ key }) => authors.has(key));
  if (author) return { kind: "author", name: author.name };
  const query = searches.find((search) => candidate.foundBy.has(search));
  if (query !== undefined) return { kind: "search", query };
  if (candidate.votes < minVotes) return null;
  const topic = candidate.topics.find(({ slug }) => topics.has(slug));
  if (topic) return { kind: "topic", name: topic.name };
  if (!everything) return null;
  const { votes, comments } = candidate;
  return votes + comments > 0 ? { kind: "trending", votes, comments } : { kind: "new" };
}

/** How many days back a digest looks at least: papers are often ingested a day or two after the day they are listed under. */
const lookBack = { daily: 3, weekly: 9 };
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
