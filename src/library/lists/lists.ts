/** The lists that papers stand in: days, weeks, months, what is hot, and those of a topic, an author, a source; and what each reader has seen. */
import type { PaperSummary } from "../catalogue.ts";
import { addressesOf, addressParts, type PaperAddress } from "./addresses.ts";
import type { Db } from "../store/database.ts";
import type { Period, PeriodKind } from "../words/period.ts";
import {
  authorOf,
  countOf,
  latestDay,
  nearSlugs,
  neighbours,
  originsOf,
  slugOf,
  topicCounts,
  topicOf,
  type NamedList,
} from "./around.ts";
import { slugNow } from "../papers/read.ts";
import { entriesNamed, readChanges } from "./changes.ts";
import { readList } from "./read.ts";
import { hasSeen, lastVisit, markSeen, noteVisit } from "./visits.ts";

export type ListOf =
  | { readonly kind: "all" }
  | { readonly kind: "shelf" }
  | { readonly kind: "period"; readonly period: Period }
  /** Slug. */
  | { readonly kind: "topic"; readonly topic: string }
  /** Name key, as `author` gives it. */
  | { readonly kind: "author"; readonly author: string }
  /** Adapter name. */
  | { readonly kind: "source"; readonly source: string };

/**
 * "newest": by day; "votes", "comments": most first; "heat": see heat.ts, and only what has any. Equal ones: latest added first.
 * "listed", of a day only: in the order of the day's list page; what stands on none follows, most votes first.
 */
export type ListSort = "listed" | "newest" | "votes" | "comments" | "heat";
export const listSorts: readonly ListSort[] = ["listed", "newest", "votes", "comments", "heat"];

export interface ListQuestion {
  readonly of: ListOf;
  /** Default: "newest". */
  readonly sort?: ListSort;
  /** By "votes" and "heat" only what has a vote, by "comments" only what has a comment. */
  readonly counted?: boolean;
  /** `next` of the page before. What is added meanwhile shifts nothing. */
  readonly after?: string;
  /** Of entries that are passed over before the first: for clients that count pages; at most 10,000. */
  readonly skip?: number;
  /** 1 to 1,000; default 50. */
  readonly limit?: number;
  /** Whose marks are wanted; null: nobody's. */
  readonly reader?: number | null;
  /** Leaves out what that reader has seen. */
  readonly hideSeen?: boolean;
  /** Papers that came into the library after it are new to the reader (ISO 8601); see `lastVisit`. */
  readonly newSince?: string | null;
  /** Whether abstracts are wanted: a page of a list shows none. */
  readonly abstracts?: boolean;
}

export interface ChangesQuestion {
  /** Papers that came in, or whose facts changed, at this moment or later: ISO 8601, UTC. */
  readonly since: string;
  /** Slug: only those of this topic. */
  readonly topic?: string;
  /** `next` of the page before; `since` says nothing then. */
  readonly after?: string;
  /** 1 to 1,000; default 50. */
  readonly limit?: number;
}

export interface ListEntry {
  readonly paper: PaperSummary;
  /** null unless the question asks for it, and where there is none. */
  readonly abstract: string | null;
  /** The day it stands at, YYYY-MM-DD. */
  readonly day: string | null;
  /** Stored heat (heat.ts); null: nothing has happened to it. */
  readonly heat: number | null;
  /** Both ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Only where the question names a reader. */
  readonly isNew: boolean;
  readonly seen: boolean;
}

export interface ListPage {
  readonly entries: readonly ListEntry[];
  /** For `after`; null: this is the last page. */
  readonly next: string | null;
}

export interface Lists {
  /** Code: INVALID_LIST_QUESTION for an `after`, `skip` or `limit` that no page gave. */
  page(question: ListQuestion): Promise<ListPage>;
  /** What has changed since a moment, the first change first, without abstracts. Code: INVALID_LIST_QUESTION. */
  changes(question: ChangesQuestion): Promise<ListPage>;
  /** Papers by slug, in the order asked for, with abstracts; one that is not here is left out. */
  named(slugs: readonly string[]): Promise<readonly ListEntry[]>;
  /** How many papers a list has, up to `most` (default 10,000): no list is counted to its end for that. */
  count(of: ListOf, max?: number): Promise<number>;
  /** The latest day that has a list or a paper from elsewhere, not after `today`; null where nothing but the shelf is there. */
  latestDay(today: string): Promise<string | null>;
  /** Where the papers of a period came from: the adapters' names, the one that brought most first. */
  origins(period: Period): Promise<readonly Origin[]>;
  /** The nearest periods of a kind, before and after, that have papers. */
  neighbours(period: Period): Promise<{ readonly before: Period | null; readonly after: Period | null }>;
  /** Topics with the number of their papers, most first; counted at most once a minute. */
  topics(): Promise<readonly TopicCount[]>;
  /** null: there is none of that slug, or of that name. */
  topic(slug: string): Promise<NamedList | null>;
  author(key: string): Promise<NamedList | null>;
  /** The address of the paper with an arXiv id (without version); null: it is not here. */
  slugOf(arxiv: string): Promise<string | null>;
  /** Where an address leads whose paper turned out to be another one; null: nowhere. */
  slugNow(former: string): Promise<string | null>;
  /** Papers whose address or title begins like it: what somebody may have meant. */
  near(slug: string): Promise<readonly { readonly slug: string; readonly title: string }[]>;
  /** How many parts `addresses` has; 0 in an empty library. */
  addressParts(): Promise<number>;
  /** Where all papers are, part by part, counted from 1. */
  addresses(part: number): Promise<readonly PaperAddress[]>;
  /** The end of a reader's visit before this one, ISO 8601; null during the first. A visit ends after half an hour of nothing. */
  lastVisit(reader: number, now?: Date): Promise<string | null>;
  /** A reader is here: their visit begins, or goes on. */
  visit(reader: number, now?: Date): Promise<void>;
  /** Marks papers (slugs, at most 1,000) as read. */
  markSeen(reader: number, slugs: readonly string[]): Promise<void>;
  hasSeen(reader: number, slug: string): Promise<boolean>;
}

export interface TopicCount {
  readonly slug: string;
  readonly name: string;
  readonly papers: number;
}

export interface Origin {
  /** Adapter name. */
  readonly source: string;
  readonly papers: number;
}

export type { NamedList, PaperAddress, Period, PeriodKind };

/** Milliseconds for which counts of topics are kept. */
const countsLast = 60_000;

export function createLists(db: Db): Lists {
  let counts: { readonly until: number; readonly topics: Promise<TopicCount[]> } | undefined;
  return {
    page: (question) => readList(db, question),
    changes: (question) => readChanges(db, question),
    named: (slugs) => entriesNamed(db, slugs),
    count: (of, max = 10_000) => countOf(db, of, max),
    latestDay: (today) => latestDay(db, today),
    origins: (period) => originsOf(db, period),
    neighbours: (period) => neighbours(db, period),
    topics() {
      if (counts === undefined || counts.until < Date.now()) {
        const topics = topicCounts(db);
        topics.catch(() => (counts = undefined));
        counts = { until: Date.now() + countsLast, topics };
      }
      return counts.topics;
    },
    topic: (slug) => topicOf(db, slug),
    author: (key) => authorOf(db, key),
    slugOf: (arxiv) => slugOf(db, arxiv),
    slugNow: (former) => slugNow(db, former),
    near: (slug) => nearSlugs(db, slug),
    addressParts: () => addressParts(db),
    addresses: (part) => addressesOf(db, part),
    lastVisit: (reader, now) => lastVisit(db, reader, now),
    visit: (reader, now) => noteVisit(db, reader, now),
    markSeen: (reader, slugs) => markSeen(db, reader, slugs),
    hasSeen: (reader, slug) => hasSeen(db, reader, slug),
  };
}
