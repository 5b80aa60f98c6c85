/** What the planner knows of the tables. Nothing looks at an embedded database in the background, so we say when it has grown. */
import { sql } from "drizzle-orm";
import type { Db } from "./database.ts";
import { rowsOf } from "./rows.ts";

/** Smaller tables are read whole, whatever the planner thinks. */
const small = 1_000;

/** Counts the tables of papers anew when they have twice the rows that were counted last: a few times on the way to any size. */
export async function noteGrowth(tx: Db, papers: number): Promise<void> {
  if (papers < small) return;
  const [{ counted }] = await rowsOf<{ counted: number }>(
    tx,
    sql`select cast(reltuples as integer) as counted from pg_class where oid = cast('papers' as regclass)`,
  );
  if (papers < 2 * Math.max(counted, small / 2)) return;
  await tx.execute(sql`analyze papers, authors, paper_authors, paper_topics, listings, list_entries`);
}
