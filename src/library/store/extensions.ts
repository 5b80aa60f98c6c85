/** What the database can do beyond plain Postgres: asked for once per start, and missed without harm. */
import { sql } from "drizzle-orm";
import type { Db } from "./database.ts";

export interface Extensions {
  /** pgvector: search by meaning. */
  readonly vector: boolean;
  /** pg_trgm: words near to a mistyped one. */
  readonly trigrams: boolean;
}

/** Installs what the server offers and its owner may install. The embedded database has all of it. */
export async function prepareExtensions(db: Db): Promise<Extensions> {
  return { vector: await install(db, "vector"), trigrams: await install(db, "pg_trgm") };
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
