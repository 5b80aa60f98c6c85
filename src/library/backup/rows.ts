/** Rows as lines of JSON, which Postgres writes: nothing is read into values and written again. */
import { sql, type SQL } from "drizzle-orm";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import type { StoredTable } from "./tables.ts";

/** Rows are fetched in portions of about so many characters: enough to be fast, little to hold. */
const portion = 1_000_000;

/** Until the transaction ends, every value is written the same way, whatever this server's settings are, and loses nothing. */
export async function writePlainly(tx: Db): Promise<void> {
  await tx.execute(sql`
    select set_config('datestyle', 'ISO, YMD', true), set_config('timezone', 'UTC', true),
      set_config('intervalstyle', 'postgres', true), set_config('bytea_output', 'hex', true),
      set_config('extra_float_digits', '3', true), set_config('standard_conforming_strings', 'on', true)`);
}

/** One row as a line: an array of its values as text. */
export function lineOf({ columns }: Pick<StoredTable, "columns">): SQL {
  const values = columns.map((column) => sql`cast(${sql.identifier(column)} as text)`);
  return sql`cast(json_build_array(${sql.join(values, sql`, `)}) as text)`;
}

/** The key of a row as text, from its line. */
export function keyIn({ columns, key }: StoredTable, line: string): string[] {
  const values = JSON.parse(line) as string[];
  return key.map((column) => values[columns.indexOf(column)]);
}

/**
 * Within a transaction: the rows in the order of their key.
 * @param after the key of a row: only what comes after it.
 */
export async function* rowLines(tx: Db, stored: StoredTable, after?: readonly string[]): AsyncGenerator<string[]> {
  const { table, key, keyTypes } = stored;
  const order = sql.join(
    key.map((column) => sql.identifier(column)),
    sql`, `,
  );
  // A cursor takes no parameters.
  const place = after?.map((value, at) => sql.raw(`cast('${value.replaceAll("'", "''")}' as ${keyTypes[at]})`));
  const rest = place === undefined ? sql`` : sql`where (${order}) > (${sql.join(place, sql`, `)})`;
  await tx.execute(sql`
    declare lines no scroll cursor for
    select ${lineOf(stored)} as line from ${sql.identifier(table)} ${rest} order by ${order}`);
  // Postings of search are megabytes a row, votes a few bytes: the first row says how many fit.
  for (let limit = 1; ;) {
    const lines = await rowsOf<{ line: string }>(tx, sql.raw(`fetch ${limit} from lines`));
    if (lines.length === 0) break;
    yield lines.map(({ line }) => line);
    const longest = Math.max(...lines.map(({ line }) => line.length));
    limit = Math.max(1, Math.min(limit * 4, Math.floor(portion / longest), 5_000));
  }
  await tx.execute(sql`close lines`);
}
