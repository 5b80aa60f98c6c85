/** Tables of search: what each paper says, as postings, and the words that a mistyped one is compared with. */
import { customType, integer, pgTable, smallint, text } from "drizzle-orm/pg-core";

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });

/** Postings of a batch of papers; a paper that is in several segments is what the newest says. See search/index/. */
export const searchSegments = pgTable("search_segments", {
  /** Counts up; a segment merged from several has the number of its last. */
  batch: integer("batch").primaryKey(),
  /** How often it has been merged. */
  level: smallint("level").notNull().default(0),
  papers: integer("papers").notNull(),
  postings: bytes("postings").notNull(),
});

/** Words of titles, as they are written but in lower case. */
export const searchWords = pgTable("search_words", {
  word: text("word").primaryKey(),
});
