/** A list as a feed, before it is written in one of three formats: plain text only, formulas as they were typed. */
import type { FeedAlert } from "#library/alerts/alerts";
import type { ListEntry } from "#library/lists/lists";
import { byline } from "../lists/entries.ts";
import { plainTitle } from "../text/maths.ts";

export interface FeedEntry {
  /** Its address here, which never changes. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly authors: readonly string[];
  readonly topics: readonly string[];
  /** ISO 8601, UTC. */
  readonly published: string;
  readonly updated: string;
  /** Where the paper itself is. */
  readonly source: string | null;
}

export interface Feed {
  readonly title: string;
  /** The feed's own address. */
  readonly self: string;
  /** The page that shows the same. */
  readonly page: string;
  readonly next: string | null;
  readonly updated: string;
  readonly entries: readonly FeedEntry[];
}

/** What a feed's text may hold in XML: no control characters, no halves of characters. */
const speakable = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").toWellFormed();

export function feedEntry({ paper, abstract, day, createdAt, updatedAt }: ListEntry, origin: string): FeedEntry {
  const written = paper.summary ?? abstract ?? "";
  const by = byline(paper);
  return {
    id: `${origin}/papers/${paper.slug}`,
    title: speakable(plainTitle(paper.title)),
    text: speakable(plainTitle([by, written].filter(Boolean).join("\n\n"))),
    authors: paper.authors.map(speakable),
    topics: paper.topics.map(({ name }) => name),
    published: day === null ? createdAt : `${day}T00:00:00.000Z`,
    updated: updatedAt,
    source: paper.source?.url ?? null,
  };
}

/** An alert: its paper's title, and what happened to it. It has an address of its own, so that programs show each one. */
export function alertEntry({ id, slug, title, says, at }: FeedAlert, origin: string): FeedEntry {
  return {
    id: `${origin}/papers/${slug}#alert-${id}`,
    title: speakable(plainTitle(title)),
    text: speakable(plainTitle(says)),
    authors: [],
    topics: [],
    published: at,
    updated: at,
    source: null,
  };
}

export const latest = (entries: readonly FeedEntry[]): string =>
  entries.reduce((newest, { updated }) => (updated > newest ? updated : newest), "1970-01-01T00:00:00.000Z");
