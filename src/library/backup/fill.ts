/** Filling tables with rows as rows.ts writes them. */
import { sql } from "drizzle-orm";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import type { TableLine } from "./format.ts";
import { ours } from "./tables.ts";

export interface Target extends TableLine {
  /** Of each column, as this database has it. */
  readonly types: readonly string[];
}

/** That a table is none of ours, or has columns that ours has not. */
export class UnknownTable extends Error {}

/**
 * null where the database has no such table. Names may come from a file: only those of our tables get into a statement.
 * @throws UnknownTable
 */
export async function beginTable(db: Db, line: TableLine): Promise<Target | null> {
  const { table, columns } = line;
  const found = await rowsOf<{ name: string; type: string }>(
    db,
    sql`
    select attname::text as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = to_regclass(${`public.${table}`}) and attnum > 0 and not attisdropped`,
  );
  if (found.length === 0 && ours.includes(table)) return null;
  const types = columns.map((column) => found.find(({ name }) => name === column)?.type);
  if (!ours.includes(table) || !types.every((type) => type !== undefined)) throw new UnknownTable(table);
  // What triggers derive is among the rows too.
  await db.execute(sql`alter table ${sql.identifier(table)} disable trigger user`);
  return { ...line, types };
}

export async function insertRows(db: Db, { table, columns, types }: Target, lines: readonly string[]): Promise<void> {
  const names = columns.map((column) => sql.identifier(column));
  const values = types.map((type, at) => sql.raw(`cast(line ->> ${at} as ${type})`));
  await db.execute(sql`
    insert into ${sql.identifier(table)} (${sql.join(names, sql`, `)}) overriding system value
    select ${sql.join(values, sql`, `)}
    from json_array_elements(cast(cast(${`[${lines.join()}]`} as text) as json)) as lines (line)`);
}

/** Counters go on where they were, and triggers fire again. */
export async function endTable(db: Db, { table, counters }: TableLine): Promise<void> {
  for (const [column, last] of Object.entries(counters))
    if (last !== null)
      await db.execute(sql`select setval(pg_get_serial_sequence(${table}, ${column}), cast(${last} as bigint))`);
  await db.execute(sql`alter table ${sql.identifier(table)} enable trigger user`);
}
