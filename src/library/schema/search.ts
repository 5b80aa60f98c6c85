/** Tables of search: what each paper says, as postings, and the words that a mistyped one is compared with. */
import { sql, type SQLWrapper } from "drizzle-orm";
import {
  boolean,
  customType,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import type { Judgement } from "../search/meaning/judge.ts";

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

/** Encoders for search by meaning, trained on this library's own papers; the latest counts, and seldom are there others. See search/meaning/. */
export const searchEncoders = pgTable("search_encoders", {
  id: text("id").primaryKey(),
  /** How it was made, as a number: see ENCODER. */
  version: smallint("version").notNull(),
  /** Papers with an abstract at that time. */
  abstracts: integer("abstracts").notNull(),
  /** Whether search uses it; else there are no parts. */
  used: boolean("used").notNull(),
  judgement: jsonb("judgement").$type<Judgement>().notNull(),
  trainedAt: timestamp("trained_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
});

/** An encoder's bytes in pieces; stored before their encoder, so that it is whole from the moment it is there. */
export const searchEncoderParts = pgTable(
  "search_encoder_parts",
  {
    /** Not a reference: the encoder comes last. */
    encoder: text("encoder").notNull(),
    part: integer("part").notNull(),
    bytes: bytes("bytes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.encoder, table.part] })],
);
