/** Fills a database without tables of ours from a backup, in a transaction: all of it is there then, or nothing. */
import { sql } from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import { prepareVectors } from "../search/vectors/store.ts";
import type { Db } from "../store/database.ts";
import type { Extensions } from "../store/extensions.ts";
import { migrateWithin, newestSchema } from "../store/migrate.ts";
import { rowsOf } from "../store/rows.ts";
import type { Manifest, TableLine } from "./format.ts";
import { readBackup } from "./read.ts";
import { ours } from "./tables.ts";

export interface Loaded {
  readonly manifest: Manifest;
  /** Tables of the backup that this database has no place for: vectors, without pgvector. */
  readonly skipped: readonly string[];
}

/** @throws LibraryError as `readBackup`. */
export async function loadBackup(tx: Db, path: string, { vector }: Extensions): Promise<Loaded> {
  const skipped: string[] = [];
  let into: Target | null = null;
  let schema = 0;
  for await (const piece of readBackup(path)) {
    if ("header" in piece) {
      schema = piece.header.schema;
      // As they were when the backup was written; later migrations then do to its rows what they did to everybody's.
      if (!(await migrateWithin(tx, { after: 0, upTo: schema }))) throw unknownSchema(path);
      if (vector) await prepareVectors(tx);
    } else if ("table" in piece) {
      if (into !== null) await finish(tx, into);
      into = await begin(tx, path, piece.table);
      if (into === null) skipped.push(piece.table.table);
    } else if ("rows" in piece) {
      if (into !== null) await insert(tx, into, piece.rows);
    } else {
      if (into !== null) await finish(tx, into);
      await migrateWithin(tx, { after: schema, upTo: newestSchema() });
      return { manifest: piece.manifest, skipped };
    }
  }
  throw new Error("a backup without a manifest was read");
}

interface Target extends TableLine {
  /** Of each column, as this database has it. */
  readonly types: readonly string[];
}

/** null where the database has no such table. Names come from a file: only those of our tables get into a statement. */
async function begin(tx: Db, path: string, line: TableLine): Promise<Target | null> {
  const { table, columns } = line;
  const found = await rowsOf<{ name: string; type: string }>(
    tx,
    sql`
    select attname::text as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = to_regclass(${`public.${table}`}) and attnum > 0 and not attisdropped`,
  );
  if (found.length === 0 && ours.includes(table)) return null;
  const types = columns.map((column) => found.find(({ name }) => name === column)?.type);
  if (!ours.includes(table) || !types.every((type) => type !== undefined)) throw unknownSchema(path);
  // What triggers derive is in the backup too.
  await tx.execute(sql`alter table ${sql.identifier(table)} disable trigger user`);
  return { ...line, types };
}

async function insert(tx: Db, { table, columns, types }: Target, rows: readonly string[]): Promise<void> {
  const names = columns.map((column) => sql.identifier(column));
  const values = types.map((type, at) => sql.raw(`cast(line ->> ${at} as ${type})`));
  await tx.execute(sql`
    insert into ${sql.identifier(table)} (${sql.join(names, sql`, `)}) overriding system value
    select ${sql.join(values, sql`, `)}
    from json_array_elements(cast(cast(${`[${rows.join()}]`} as text) as json)) as lines (line)`);
}

async function finish(tx: Db, { table, counters }: Target): Promise<void> {
  for (const [column, last] of Object.entries(counters))
    if (last !== null)
      await tx.execute(sql`select setval(pg_get_serial_sequence(${table}, ${column}), cast(${last} as bigint))`);
  await tx.execute(sql`alter table ${sql.identifier(table)} enable trigger user`);
}

const unknownSchema = (path: string) =>
  new LibraryError(
    "SCHEMA_TOO_NEW",
    `${path} holds tables that this papertape does not know; nothing was touched. Restore it with the version that wrote it`,
  );
