/** Rows of a statement written in SQL: the two drivers wrap them differently. */
import { sql, type SQL } from "drizzle-orm";
import type { Db } from "./database.ts";

/**
 * @param statement selects numbers as integer or float8, and times as text: other types differ between the drivers.
 */
export async function rowsOf<Row>(db: Db, statement: SQL): Promise<Row[]> {
  const result = (await db.execute(statement)) as unknown;
  return (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as Row[];
}

/** A moment as ISO 8601 in UTC, as text. */
export const isoTime = (moment: SQL): SQL =>
  sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
