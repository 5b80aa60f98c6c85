/** Tables of ingest: how far each job has come, and the records that could not become papers. */
import { index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Jobs that are not complete. A row changes in the transaction that stores the batch before its cursor. */
export const ingestCursors = pgTable("ingest_cursors", {
  /** What is read, as one line: a source with its request, or a file. */
  job: text("job").primaryKey(),
  /** In the source's own language. */
  cursor: text("cursor").notNull(),
  storedAt: moment("stored_at").notNull().defaultNow(),
});

/** The latest records that were rejected, each once however often it comes. */
export const rejectedRecords = pgTable(
  "rejected_records",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    /** Of everything below but the time. */
    hash: text("hash").notNull().unique(),
    /** Adapter name. */
    source: text("source").notNull(),
    /** Where in the source: "line 12", an id. */
    at: text("at").notNull(),
    reason: text("reason").notNull(),
    /** The record's text, cut to 2,000 characters. */
    excerpt: text("excerpt").notNull(),
    seenAt: moment("seen_at").notNull().defaultNow(),
  },
  (table) => [index("rejected_records_source").on(table.source, table.id.desc())],
);
