/**
 * The database that a library is moved into. While not all of it is there, the schema `papertape_move` says how far the move is, and no
 * papertape opens the database. The transaction that has found everything the same drops it: what is left is a library like any other.
 */
import { sql } from "drizzle-orm";
import { setAside } from "../backup/aside.ts";
import { LibraryError } from "../errors.ts";
import { prepareVectors } from "../search/vectors/store.ts";
import type { Db } from "../store/database.ts";
import { prepareExtensions } from "../store/extensions.ts";
import { knownSchemaOf, markWhole, migrateWithin, moveSchema, newestSchema } from "../store/migrate.ts";
import { rowsOf } from "../store/rows.ts";
import { listed } from "../words/count.ts";
import { libraryIn } from "./identity.ts";
import type { Source } from "./source.ts";

const moved = sql.raw(`${moveSchema}.library`);
const tables = sql.raw(`${moveSchema}.tables`);

/** How far a table is. */
export interface Place {
  readonly rows: number;
  /** The key of its latest row, as text. */
  readonly last: readonly string[] | null;
  readonly done: boolean;
  /** That it took. */
  readonly seconds: number;
}

/**
 * Makes the tables as they are in the source, or finds them as a move that was stopped has left them.
 * @param anew what such a move has brought is deleted first.
 * @returns whether there was one.
 * @throws LibraryError NOT_EMPTY, SCHEMA_TOO_NEW; nothing was touched then.
 */
export async function beginMove(db: Db, source: Source, where: string, anew: boolean): Promise<boolean> {
  const begun = await begunMove(db);
  if (begun === null) {
    await refuseUnlessEmpty(db, source, where);
    await refuseOtherEncoding(db, where);
  } else {
    if (begun.library !== source.library)
      throw new LibraryError(
        "NOT_EMPTY",
        `${where} holds a part of another library, on its way from ${begun.place}; nothing was touched. Go on with that one, or move this one into an empty database`,
      );
    if (anew) await forget(db);
    else if (begun.schema === source.schema) return true;
    else
      throw new LibraryError(
        "NOT_EMPTY",
        `a newer papertape has opened the library in ${source.place} since its move to ${where} had begun; nothing was touched. --anew deletes what is in ${where} already, and begins again`,
      );
  }
  const { vector } = await prepareExtensions(db);
  await db.transaction(async (tx) => {
    if (!(await migrateWithin(tx, { after: 0, upTo: source.schema })))
      throw new LibraryError(
        "SCHEMA_TOO_NEW",
        `the library in ${source.place} has tables that this papertape does not know; nothing was touched. Move it with the version that made them`,
      );
    if (vector) await prepareVectors(tx);
    await markWhole(tx, false);
    await tx.execute(sql.raw(`create schema ${moveSchema}`));
    await tx.execute(sql`create table ${moved} (library text not null, place text not null, schema float8 not null)`);
    await tx.execute(sql`
      create table ${tables} (name text primary key, rows float8 not null, last text, done boolean not null, seconds float8 not null)`);
    await tx.execute(sql`
      insert into ${moved} values (${source.library}, ${source.place}, ${source.schema})`);
  });
  return false;
}

/** Within the transaction that has found everything the same: later migrations do to it what they did to everybody's, and it is a library. */
export async function endMove(tx: Db, schema: number): Promise<void> {
  await markWhole(tx, true);
  await migrateWithin(tx, { after: schema, upTo: newestSchema() });
  await tx.execute(sql.raw(`drop schema ${moveSchema} cascade`));
}

export async function placesOf(db: Db): Promise<ReadonlyMap<string, Place>> {
  const rows = await rowsOf<Omit<Place, "last"> & { name: string; last: string | null }>(
    db,
    sql`select name, rows, last, done, seconds from ${tables}`,
  );
  return new Map(
    rows.map(({ name, last, ...place }) => [
      name,
      { ...place, last: last === null ? null : (JSON.parse(last) as string[]) },
    ]),
  );
}

/** Within the transaction that brings the rows. */
export async function notePlace(tx: Db, table: string, { rows, last, done, seconds }: Place): Promise<void> {
  await tx.execute(sql`
    insert into ${tables} values (${table}, ${rows}, ${last === null ? null : JSON.stringify(last)}, ${done}, ${seconds})
    on conflict (name) do update
      set rows = excluded.rows, last = excluded.last, done = excluded.done, seconds = excluded.seconds`);
}

async function begunMove(db: Db): Promise<{ library: string; place: string; schema: number } | null> {
  const [{ there }] = await rowsOf<{ there: boolean }>(
    db,
    sql`select to_regclass(${`${moveSchema}.library`}) is not null as there`,
  );
  if (!there) return null;
  const [row] = await rowsOf<{ library: string; place: string; schema: number }>(
    db,
    sql`select library, place, schema from ${moved}`,
  );
  return row;
}

async function refuseUnlessEmpty(db: Db, source: Source, where: string): Promise<void> {
  if ((await knownSchemaOf(db)) > 0) {
    const same = (await libraryIn(db)) === source.library;
    throw new LibraryError(
      "NOT_EMPTY",
      same
        ? `this library is in ${where} already; nothing was touched. If \`papertape migrate-to\` brought it there, it was found to be whole: set DATABASE_URL to work on it`
        : `there is another library in ${where}; nothing was touched. Make an empty database, and move this one there`,
    );
  }
  const found = await rowsOf<{ name: string }>(
    db,
    sql`
    select relname::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname in ('public', 'pgboss') and relkind in ('r', 'p', 'v', 'm', 'f')
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by relname`,
  );
  if (found.length === 0) return;
  const names = found.slice(0, 3).map(({ name }) => name);
  const more = found.length > 3 ? [`${found.length - 3} more`] : [];
  throw new LibraryError(
    "NOT_EMPTY",
    `${where} is not empty (it holds ${listed([...names, ...more])}); nothing was touched. Make an empty database, and move the library there`,
  );
}

async function refuseOtherEncoding(db: Db, where: string): Promise<void> {
  const [{ encoding }] = await rowsOf<{ encoding: string }>(
    db,
    sql`select current_setting('server_encoding') as encoding`,
  );
  if (encoding === "UTF8") return;
  throw new LibraryError(
    "FOREIGN_DATABASE",
    `${where} stores text as ${encoding}, which cannot hold every letter; nothing was touched. Make a database with encoding UTF8: create database ... encoding 'UTF8' template template0`,
  );
}

/** What a move has brought, and nothing else: the database was empty before. */
async function forget(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    const schema = await setAside(tx, true);
    await tx.execute(sql.raw(`drop schema ${schema} cascade`));
  });
}
