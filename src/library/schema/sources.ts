/** Tables of the sources that are followed: which ones, and what came of every look at them. */
import { sql } from "drizzle-orm";
import { boolean, date, index, integer, json, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { ImportedPapers, SourceRunState } from "../sources/source.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** A source that is not here was never switched on: nothing is fetched from outside unless somebody asked for it. */
export const followedSources = pgTable("followed_sources", {
  source: text("source").primaryKey(),
  on: boolean("on").notNull(),
  /** What it is asked for, besides the day: categories, a query. */
  request: jsonb("request").$type<Readonly<Record<string, unknown>>>().notNull(),
  /** Since when; days before are not missed. */
  since: moment("since").notNull().defaultNow(),
});

/** Every look at a source, and every import by hand. The latest are kept, and of each source and day the best. */
export const sourceRuns = pgTable(
  "source_runs",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    /** A source's name, or "import". */
    source: text("source").notNull(),
    /** "schedule", or whoever pressed a button. */
    startedBy: text("started_by").notNull(),
    /** The day whose list was asked for. */
    day: date("day", { mode: "string" }).notNull(),
    state: text("state").$type<SourceRunState>().notNull(),
    /** One sentence for the status page and for an empty day. */
    says: text("says").notNull().default(""),
    startedAt: moment("started_at").notNull().defaultNow(),
    finishedAt: moment("finished_at"),
    /** Papers in the list, and what became of them. */
    papers: integer("papers").notNull().default(0),
    created: integer("created").notNull().default(0),
    updated: integer("updated").notNull().default(0),
    unchanged: integer("unchanged").notNull().default(0),
    rejected: integer("rejected").notNull().default(0),
    /** Greatest arXiv id announced as new: what a stale list is recognized by. */
    newestId: text("newest_id"),
    /** A whole list: what is shown as the last good one. */
    good: boolean("good").notNull().default(false),
    /** Not to be asked again before: what a service that limits us has said. */
    retryAt: moment("retry_at"),
    /** Imports by hand only: which papers, and why not. */
    report: json("report").$type<ImportedPapers>(),
  },
  (table) => [
    index("source_runs_source").on(table.source, table.id.desc()),
    index("source_runs_day").on(table.source, table.day.desc(), table.id.desc()),
    index("source_runs_good")
      .on(table.source, table.day.desc(), table.id.desc())
      .where(sql`${table.good}`),
  ],
);
