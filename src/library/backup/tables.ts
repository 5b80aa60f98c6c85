/** Which tables a backup holds, and in what order. */
import { getTableName, sql } from "drizzle-orm";
import * as schema from "../schema/index.ts";
import { paperVectors } from "../search/vectors/store.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import type { TableLine } from "./format.ts";

/** What lets somebody in, or keeps somebody out, at one moment only: a restored library begins without. */
export const leftOut: readonly string[] = [schema.sessions, schema.signInLinks, schema.rateLimits].map((table) =>
  getTableName(table),
);

/** Tables of earlier versions, which backups of that time hold; a migration moved what was in them. */
const former = ["points"];

/** Everything of ours, also where the database is shared; the vectors are there only where the server has pgvector. */
export const ours: readonly string[] = [
  ...[...Object.values(schema), paperVectors].map((table) => getTableName(table)),
  ...former,
];

export interface StoredTable extends TableLine {
  /** What its rows are ordered by, so that equal data are equal files. */
  readonly key: readonly string[];
  readonly keyTypes: readonly string[];
}

/**
 * The tables as they are now, each after those that it refers to.
 * @param without tables that are not wanted; default: those that a backup leaves out.
 */
export async function storedTables(db: Db, without = leftOut): Promise<StoredTable[]> {
  const keyOf = sql.raw(`from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
    where i.indrelid = c.oid and i.indisprimary order by array_position(i.indkey::int[], a.attnum::int)`);
  const tables = await rowsOf<Omit<StoredTable, "counters"> & { after: string[] }>(
    db,
    sql`
    select relname as "table",
      array(select attname::text from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
      array(select attname::text ${keyOf}) as key,
      array(select format_type(atttypid, atttypmod) ${keyOf}) as "keyTypes",
      array(select distinct confrelid::regclass::text from pg_constraint
        where conrelid = c.oid and contype = 'f' and confrelid <> c.oid) as after
    from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
  );
  const wanted = tables.filter(({ table }) => ours.includes(table) && !without.includes(table));
  const sorted: StoredTable[] = [];
  while (sorted.length < wanted.length) {
    const placed = sorted.map(({ table }) => table);
    const next = wanted.find(
      ({ table, after }) => !placed.includes(table) && after.every((name) => placed.includes(name)),
    );
    if (next === undefined) throw new Error(`tables refer to each other in a circle; placed so far: ${placed.join()}`);
    const { table, columns, key, keyTypes } = next;
    sorted.push({ table, columns, key, keyTypes, counters: await countersOf(db, table) });
  }
  return sorted;
}

async function countersOf(db: Db, table: string): Promise<Record<string, string | null>> {
  const counters = await rowsOf<{ column: string; last: string | null }>(
    db,
    sql`
    select attname::text as "column", pg_sequence_last_value(pg_get_serial_sequence(${table}, attname)::regclass)::text as last
    from pg_attribute where attrelid = cast(${table} as regclass) and attidentity <> ''`,
  );
  return Object.fromEntries(counters.map(({ column, last }) => [column, last]));
}
