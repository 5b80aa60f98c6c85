/** Tables of what is known about papers: facts, people, topics, claims, and where each paper was seen. */
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import type { Claim, ExperimentFacts } from "../catalogue.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const papers = pgTable(
  "papers",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    slug: text("slug").notNull().unique(),
    title: text("title").notNull(),
    /** The title as it is compared with others: see ingest/draft/identity.ts. */
    titleKey: text("title_key").notNull(),
    summary: text("summary"),
    abstract: text("abstract"),
    /** Which source the abstract came from. */
    abstractSource: text("abstract_source"),
    /** The first day of the period when only a month or a year is known. */
    published: date("published", { mode: "string" }),
    publishedPrecision: text("published_precision").$type<"day" | "month" | "year">().notNull().default("day"),
    authorCount: integer("author_count"),
    organization: text("organization"),
    arxiv: text("arxiv").unique(),
    /** The newest version there that is known of. */
    arxivVersion: integer("arxiv_version"),
    doi: text("doi").unique(),
    url: text("url"),
    /** Journal, book or conference, as a source writes it. */
    venue: text("venue"),
    code: text("code"),
    unverified: jsonb("unverified").$type<readonly string[]>().notNull().default([]),
    /** It ships with papertape: its facts come from the repository and outrank every source. */
    onShelf: boolean("on_shelf").notNull().default(false),
    /** json, not jsonb: charts keep their order. */
    experiment: json("experiment").$type<ExperimentFacts>(),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("papers_title_key").on(table.titleKey),
    index("papers_published").on(table.published.desc(), table.slug),
    index("papers_updated").on(table.updatedAt, table.id),
    index("papers_shelf")
      .on(table.id)
      .where(sql`${table.onShelf}`),
    check("papers_published_precision", sql`${table.publishedPrecision} in ('day', 'month', 'year')`),
  ],
);

/** DOIs of a paper's other forms: its preprint's, its article's. */
export const paperVersions = pgTable(
  "paper_versions",
  {
    doi: text("doi").primaryKey(),
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
  },
  (table) => [index("paper_versions_paper").on(table.paperId)],
);

/** Addresses of papers that turned out to be another one: they lead on to it. */
export const formerSlugs = pgTable(
  "former_slugs",
  {
    slug: text("slug").primaryKey(),
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
  },
  (table) => [index("former_slugs_paper").on(table.paperId)],
);

export const authors = pgTable("authors", {
  id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
  name: text("name").notNull(),
  nameKey: text("name_key").notNull().unique(),
});

export const paperAuthors = pgTable(
  "paper_authors",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    authorId: integer("author_id")
      .notNull()
      .references(() => authors.id),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.position] }),
    index("paper_authors_author").on(table.authorId),
  ],
);

export const topics = pgTable("topics", {
  slug: text("slug").primaryKey(),
  name: text("name").notNull(),
});

export const paperTopics = pgTable(
  "paper_topics",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    topic: text("topic")
      .notNull()
      .references(() => topics.slug),
    position: integer("position").notNull(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.topic] }), index("paper_topics_topic").on(table.topic)],
);

export const claims = pgTable(
  "claims",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    /** Key within the paper. */
    id: text("id").notNull(),
    position: integer("position").notNull(),
    definition: jsonb("definition").$type<Claim>().notNull(),
    /** No longer claimed by the paper's file; kept so that old runs can still be read. */
    retired: boolean("retired").notNull().default(false),
    /** Since when measurements mean the same: a claim whose unit or neutral value changes starts anew. */
    comparableSince: moment("comparable_since").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.id] })],
);

/** Where a paper was seen: one row per source, with what only that source says. */
export const listings = pgTable(
  "listings",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    /** Adapter name: "list-page", "arxiv", ... */
    source: text("source").notNull(),
    sourceId: text("source_id"),
    listed: date("listed", { mode: "string" }),
    comments: integer("comments"),
    votes: integer("votes"),
    /** The day the source's answer was made; an older answer does not overwrite a newer one. */
    asOf: date("as_of", { mode: "string" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.source] }),
    index("listings_listed").on(table.listed),
    index("listings_source").on(table.source, table.paperId),
  ],
);

/** The list pages of days, in their order: a paper may stand on the pages of several days. */
export const listPositions = pgTable(
  "list_positions",
  {
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    day: date("day", { mode: "string" }).notNull(),
    /** Adapter name. */
    source: text("source").notNull(),
    /** From 0. */
    position: integer("position").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.day, table.source] }),
    index("list_positions_day").on(table.day.desc(), table.position),
  ],
);

/** What the library remembers about itself, by key. */
export const settings = pgTable("settings", {
  key: text("key").primaryKey(),
  value: jsonb("value").$type<unknown>().notNull(),
});
