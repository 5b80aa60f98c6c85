/** What the database can do beyond plain Postgres: asked for once per start, and missed without harm. */
import { sql } from "drizzle-orm";
import type { Db } from "./database.ts";
import { rowsOf } from "./rows.ts";

export interface Extensions {
  /** pgvector 0.7 or newer: search by meaning. */
  readonly vector: boolean;
  /** pg_trgm: words near to a mistyped one. */
  readonly trigrams: boolean;
}

/** Installs what the server offers and its owner may install. The embedded database has all of it. */
export async function prepareExtensions(db: Db): Promise<Extensions> {
  return { vector: (await install(db, "vector")) && (await hasHalves(db)), trigrams: await install(db, "pg_trgm") };
}

/** Before its version 0.7 pgvector had no numbers of half the precision, which ours are. */
async function hasHalves(db: Db): Promise<boolean> {
  const [{ there }] = await rowsOf<{ there: boolean }>(db, sql`select to_regtype('halfvec') is not null as there`);
  return there;
}

async function install(db: Db, name: string): Promise<boolean> {
  try {
    await db.execute(sql`create extension if not exists ${sql.identifier(name)}`);
    return true;
  } catch {
    // Not installed on the server, or not to be installed by us: either way there is none.
    return false;
  }
}
