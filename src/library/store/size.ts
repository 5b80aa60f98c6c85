/** How much room the library takes. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Db } from "./database.ts";
import { rowsOf } from "./rows.ts";

export interface StorageSize {
  /** Bytes of the whole database. */
  readonly database: number;
  /** The largest first, with their indexes; `rows` as the planner counts them, null where it has not counted yet. */
  readonly tables: readonly { readonly name: string; readonly bytes: number; readonly rows: number | null }[];
  /** The data folder, the embedded database included. */
  readonly folder: { readonly path: string; readonly bytes: number };
}

export async function storageSize(db: Db, path: string, max = 8): Promise<StorageSize> {
  const [{ database }] = await rowsOf<{ database: number }>(
    db,
    sql`select pg_database_size(current_database())::float8 as database`,
  );
  const tables = await rowsOf<StorageSize["tables"][number]>(
    db,
    sql`
    select relname as name, pg_total_relation_size(oid)::float8 as bytes,
      case when reltuples >= 0 then reltuples::float8 end as rows
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    order by bytes desc, name limit ${max}`,
  );
  return { database, tables, folder: { path, bytes: await bytesIn(path) } };
}

async function bytesIn(folder: string): Promise<number> {
  // A server's Postgres needs no folder here.
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of names)
    if (entry.isFile())
      bytes += await stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        // Gone since it was listed.
        () => 0,
      );
  return bytes;
}
