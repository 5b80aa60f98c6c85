/** Copies the tables, batch by batch: each one is a transaction that also says how far it has come. */
import { sql } from "drizzle-orm";
import { beginTable, endTable, insertRows } from "../backup/fill.ts";
import { keyIn, rowLines } from "../backup/rows.ts";
import type { StoredTable } from "../backup/tables.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { notePlace, placesOf, type Place } from "./target.ts";

export interface SizedTable extends StoredTable {
  readonly rows: number;
  /** On the disk, texts that are kept beside it included. */
  readonly bytes: number;
}

export async function sized(db: Db, tables: readonly StoredTable[]): Promise<SizedTable[]> {
  const found: SizedTable[] = [];
  for (const stored of tables) {
    const name = sql.identifier(stored.table);
    const [size] = await rowsOf<{ rows: number; bytes: number }>(
      db,
      sql`
      select count(*)::float8 as rows, pg_table_size(to_regclass(${`public.${stored.table}`}))::float8 as bytes from ${name}`,
    );
    found.push({ ...stored, ...size });
  }
  return found;
}

export interface CopyOptions {
  readonly signal?: AbortSignal;
  /** Told after each batch; `copied` of the table's rows are there. */
  readonly onBatch?: (table: SizedTable, copied: number) => void;
}

const start: Place = { rows: 0, last: null, done: false, seconds: 0 };

/**
 * Goes on where an earlier one was stopped or killed.
 * @returns the tables that this database has no place for: vectors, without pgvector.
 */
export async function copyTables(
  from: Db,
  to: Db,
  tables: readonly SizedTable[],
  { signal, onBatch }: CopyOptions = {},
): Promise<string[]> {
  const places = await placesOf(to);
  const skipped: string[] = [];
  for (const stored of tables) {
    let place = places.get(stored.table) ?? start;
    if (place.done) continue;
    const target = await beginTable(to, stored);
    if (target === null) {
      skipped.push(stored.table);
      continue;
    }
    let at = performance.now();
    const moved = (lines: readonly string[]): Place => {
      const now = performance.now();
      const seconds = place.seconds + (now - at) / 1_000;
      at = now;
      const last = lines.length === 0 ? place.last : keyIn(stored, lines.at(-1)!);
      return { ...place, rows: place.rows + lines.length, last, seconds };
    };
    for await (const lines of rowLines(from, stored, place.last ?? undefined)) {
      signal?.throwIfAborted();
      const next = moved(lines);
      await to.transaction(async (tx) => {
        await insertRows(tx, target, lines);
        await notePlace(tx, stored.table, next);
      });
      place = next;
      onBatch?.(stored, place.rows);
    }
    signal?.throwIfAborted();
    await to.transaction(async (tx) => {
      await endTable(tx, stored);
      await notePlace(tx, stored.table, { ...moved([]), done: true });
    });
    onBatch?.(stored, stored.rows);
  }
  return skipped;
}
