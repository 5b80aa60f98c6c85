/** Which library this is, and on which database. */
import { sql } from "drizzle-orm";
import { settingsKey } from "../digest/links.ts";
import { settings } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";

/** A server's database, however its address is spelt. No two servers start in the same microsecond and have a database of the same number. */
export async function databaseIdentity(db: Db): Promise<string> {
  const [{ identity }] = await rowsOf<{ identity: string }>(
    db,
    sql`
    select concat_ws(' ', extract(epoch from pg_postmaster_start_time()), oid) as identity
    from pg_database where datname = current_database()`,
  );
  return identity;
}

/** A library, wherever it is: by the secret that it signs links with, of which this tells nothing. null: it has none yet. */
export async function libraryIn(db: Db): Promise<string | null> {
  const [row] = await rowsOf<{ hash: string }>(
    db,
    sql`
    select encode(sha256(convert_to(cast(value as text), 'UTF8')), 'hex') as hash from ${settings} where key = ${settingsKey}`,
  );
  return row?.hash ?? null;
}
