/**
 * A backup is one gzip file of lines, so that it is written, checked and read back as it flows by, whatever its size:
 *
 *     {"papertape":"backup","format":1,...}            who wrote it, and over which schema
 *     {"table":"papers","columns":["id",...],...}      then, per table, in an order in which each refers to earlier ones only:
 *     ["1","layer-norm",null,...]                        its rows, every value as Postgres writes it as text
 *     {"end":"papers","rows":38,"sha256":"..."}          and what those lines were
 *     {"manifest":{...},"sha256":"..."}                at the end, all of it again, and the checksum of everything above
 *
 * Values as text go into any Postgres exactly as they were, embedded or not. A file without its last line is not complete.
 */
import { z } from "zod";

export const format = 1;

export const headerLine = z.object({
  papertape: z.literal("backup"),
  format: z.number().int(),
  /** Of the papertape that wrote it. */
  version: z.string(),
  /** When the newest migration of the store was written: what migrations are ordered by. */
  schema: z.number().int(),
  /** ISO 8601, UTC: the moment whose data it holds. */
  createdAt: z.string(),
});
export type Header = z.infer<typeof headerLine>;

export const tableLine = z.object({
  table: z.string(),
  columns: z.array(z.string()),
  /** Per column that counts by itself: the last number it gave, null if none. */
  counters: z.record(z.string(), z.string().nullable()),
});
export type TableLine = z.infer<typeof tableLine>;

export const endLine = z.object({ end: z.string(), rows: z.number().int(), sha256: z.string() });

const part = z.object({ table: z.string(), rows: z.number().int(), sha256: z.string() });
export type Part = z.infer<typeof part>;

const manifest = headerLine.omit({ papertape: true }).extend({ parts: z.array(part) });
/** What a backup holds, and how that is recognized. */
export type Manifest = z.infer<typeof manifest>;

export const manifestLine = z.object({ manifest, sha256: z.string() });

export const rowsIn = ({ parts }: Manifest): number => parts.reduce((sum, { rows }) => sum + rows, 0);

/** "papertape-2026-11-25-0912.jsonl.gz" */
export const backupName = (now = new Date()): string =>
  `papertape-${now.toISOString().slice(0, 16).replace("T", "-").replace(":", "")}.jsonl.gz`;

export const isBackupName = (name: string): boolean => /^papertape-\d{4}-\d{2}-\d{2}-\d{4}\.jsonl\.gz$/.test(name);
