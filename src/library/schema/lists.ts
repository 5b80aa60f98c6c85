/** Tables of the lists: what each is sorted by, and what each reader has seen of them. */
import { sql } from "drizzle-orm";
import { date, doublePrecision, index, integer, pgTable, primaryKey, timestamp } from "drizzle-orm/pg-core";
import { papers } from "./papers.ts";
import { users } from "./readers.ts";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * One narrow row per paper, with an index for every order that a list has. Triggers keep it: whoever writes a paper, a listing, a
 * vote, a bookmark, a comment or a run need not know of it. What they compute stands in the function refresh_list_entries of the migrations.
 */
export const listEntries = pgTable(
  "list_entries",
  {
    paperId: integer("paper_id")
      .primaryKey()
      .references(() => papers.id, { onDelete: "cascade" }),
    /** The first day on which a source listed it, else its day of publication; null where only a month or a year is known. */
    day: date("day", { mode: "string" }),
    /** Where lists by day have it: the day, else the first day of the month or year that is known; long ago where nothing is. */
    place: date("place", { mode: "string" }).notNull().default("1000-01-01"),
    /** Of readers here, and of the source that counts most. */
    votes: integer("votes").notNull().default(0),
    comments: integer("comments").notNull().default(0),
    /** See lists/heat.ts: its order is the same at every moment. null: nothing has happened to it. */
    heat: doublePrecision("heat"),
  },
  (table) => [
    index("list_entries_place").on(table.place.desc(), table.paperId.desc()),
    index("list_entries_votes").on(table.votes.desc(), table.paperId.desc()),
    index("list_entries_comments").on(table.comments.desc(), table.paperId.desc()),
    index("list_entries_heat")
      .on(table.heat.desc(), table.paperId.desc())
      .where(sql`${table.heat} is not null`),
  ],
);

/** When each reader was last here: what is newer than the end of the last visit is new to them. */
export const readerVisits = pgTable("reader_visits", {
  userId: integer("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** The end of the visit before this one; null during the first. */
  previousAt: moment("previous_at"),
  /** The latest list that was looked at. */
  lastAt: moment("last_at").notNull().defaultNow(),
});

/** Papers that a reader has opened, or has marked as read. */
export const seenPapers = pgTable(
  "seen_papers",
  {
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    paperId: integer("paper_id")
      .notNull()
      .references(() => papers.id, { onDelete: "cascade" }),
    seenAt: moment("seen_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.paperId] }), index("seen_papers_paper").on(table.paperId)],
);
