/** Whether two databases hold the same rows: each one counts and hashes its own, as the same text, in whatever order it has them. */
import { sql } from "drizzle-orm";
import { lineOf } from "../backup/rows.ts";
import type { StoredTable } from "../backup/tables.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";

export interface Sum {
  readonly rows: number;
  /** The sums of two parts of the SHA-256 of each row: 120 bits of them. A row that is missing, doubled or otherwise changes it. */
  readonly hash: string;
}

/** Within a transaction in which rows are written plainly (backup/rows.ts). */
export async function sumOf(tx: Db, stored: Pick<StoredTable, "table" | "columns">): Promise<Sum> {
  const part = (from: number) =>
    sql.raw(`coalesce(sum(cast(cast('x' || substr(hash, ${from}, 15) as bit(60)) as bigint)), 0)`);
  const [sum] = await rowsOf<Sum>(
    tx,
    sql`
    select count(*)::float8 as rows, concat_ws('-', ${part(1)}, ${part(16)}) as hash
    from (select encode(sha256(convert_to(${lineOf(stored)}, 'UTF8')), 'hex') as hash from ${sql.identifier(stored.table)}) as hashes`,
  );
  return sum;
}

/** What is not the same about a table, in words; null: nothing. */
export function difference(table: string, here: Sum, there: Sum): string | null {
  if (here.rows !== there.rows) return `${table}: ${here.rows} rows were to be moved, and ${there.rows} are there`;
  return here.hash === there.hash ? null : `${table}: as many rows (${here.rows}), but not the same`;
}
