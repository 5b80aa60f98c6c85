/** Brings a store to the schema of this version, or refuses when the store is ahead of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { desc, eq, sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { LibraryError } from "../errors.ts";
import type { Db } from "./database.ts";

const folder = join(import.meta.dirname, "../../../migrations");
/** A table of our own, so that a database shared with another program that uses the same migrator keeps the two apart. */
const table = "papertape_migrations";
const applied = pgTable(table, { hash: text("hash"), createdAt: bigint("created_at", { mode: "number" }) });

interface Journal {
  readonly entries: readonly { readonly tag: string; readonly when: number }[];
}

/**
 * Applies the migrations that a store lacks, all or none; a store that lacks none costs one query.
 * @throws LibraryError SCHEMA_TOO_NEW, or FOREIGN_DATABASE when tables of ours cannot be made; the store is then as it was.
 */
export async function migrateStore(db: Db, kind: "pglite" | "postgres"): Promise<void> {
  const newest = newestSchema();
  const last = await lastApplied(db);
  if (last === newest) return;
  if (last !== null && last > newest) throw await aheadOfUs(db);
  const config = { migrationsFolder: folder, migrationsSchema: "public", migrationsTable: table };
  try {
    if (kind === "pglite") {
      const { migrate } = await import("drizzle-orm/pglite/migrator");
      await migrate(db as never, config);
    } else {
      const { migrate } = await import("drizzle-orm/postgres-js/migrator");
      await migrate(db as never, config);
    }
  } catch (error) {
    // The migrator makes its own table before it begins the transaction.
    if (last === null) await db.execute(sql.raw(`drop table if exists ${table}`));
    if (sqlState(error) !== duplicateTable) throw error;
    throw new LibraryError(
      "FOREIGN_DATABASE",
      `the database already holds tables with our names (${reason(error)}); nothing was changed. Give papertape a database of its own`,
      { cause: error },
    );
  }
}

/** The schema of this version: when its newest migration was written. */
export function newestSchema(): number {
  const journal = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")) as Journal;
  return Math.max(...journal.entries.map(({ when }) => when));
}

/** The schema of a store that has been migrated. */
export const schemaOf = async (db: Db): Promise<number> => (await lastApplied(db)) ?? 0;

/** The same of a store that may be any; 0: there is no library. @throws LibraryError SCHEMA_TOO_NEW, HALF_MOVED. */
export async function knownSchemaOf(db: Db): Promise<number> {
  const last = await schemaOf(db);
  if (last > newestSchema()) throw await aheadOfUs(db);
  return last;
}

/** Where a library that is being moved into a database keeps how far that is. */
export const moveSchema = "papertape_move";

/** Of no papertape: while a database has it, none of any version opens it. */
const notWhole = { hash: "a library is being moved here", createdAt: Number.MAX_SAFE_INTEGER };

/** Within a transaction: keeps everybody out of tables that are not filled yet, or lets them in. */
export async function markWhole(tx: Db, whole: boolean): Promise<void> {
  if (whole) await tx.delete(applied).where(eq(applied.createdAt, notWhole.createdAt));
  else await tx.insert(applied).values(notWhole);
}

async function aheadOfUs(db: Db): Promise<LibraryError> {
  if ((await lastApplied(db)) === notWhole.createdAt)
    return new LibraryError(
      "HALF_MOVED",
      "a library is being moved into this database, and not all of it is there; nothing was touched. The same `papertape migrate-to` goes on with it",
    );
  return new LibraryError(
    "SCHEMA_TOO_NEW",
    "a newer papertape has already changed this library's tables; nothing was touched. Update papertape, or use another library",
  );
}

/**
 * Within a transaction of the caller's: makes the tables as they were at an older schema, to be filled, or what came after it.
 * @returns whether there is a migration of that very moment: no other papertape's tables can be made.
 */
export async function migrateWithin(tx: Db, { after, upTo }: { after: number; upTo: number }): Promise<boolean> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  const wanted = migrations.filter(({ folderMillis }) => folderMillis > after && folderMillis <= upTo);
  await tx.execute(
    sql.raw(
      `create table if not exists public.${table} (id serial primary key, hash text not null, created_at bigint)`,
    ),
  );
  for (const { sql: statements, folderMillis, hash } of wanted) {
    for (const statement of statements) await tx.execute(sql.raw(statement));
    await tx.insert(applied).values({ hash, createdAt: folderMillis });
  }
  return migrations.some(({ folderMillis }) => folderMillis === upTo);
}

async function lastApplied(db: Db): Promise<number | null> {
  try {
    const [row] = await db.select({ at: applied.createdAt }).from(applied).orderBy(desc(applied.createdAt)).limit(1);
    return row?.at ?? null;
  } catch (error) {
    if (sqlState(error) === undefinedTable) return null;
    throw error;
  }
}

const undefinedTable = "42P01";
const duplicateTable = "42P07";

/** Postgres's five-character error code; both drivers' errors arrive as the cause of Drizzle's. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if ("code" in at && typeof at.code === "string") return at.code;
  return undefined;
}

function reason(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
}
