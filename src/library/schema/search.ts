/** Tables of search: what each paper says, as postings, and the words that a mistyped one is compared with. */
import { sql, type SQLWrapper } from "drizzle-orm";
import { customType, integer, pgTable, smallint, text } from "drizzle-orm/pg-core";

/** Travels as base64: the embedded driver turns bytes into text one by one, which takes longer than to index them. */
const bytes = customType<{ data: Uint8Array }>({
  dataType: () => "bytea",
  toDriver: (value) => sql`decode(${Buffer.from(value).toString("base64")}, 'base64')`,
});

/** What a column of bytes is read by. */
export const bytesOf = (column: SQLWrapper) =>
  sql<string>`encode(${column}, 'base64')`.mapWith((text: string): Uint8Array => Buffer.from(text, "base64"));

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
