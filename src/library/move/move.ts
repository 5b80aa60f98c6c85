/** Moves a whole library into an empty database of a server. Killed at any moment, the same call goes on where it was. */
import { refuseOthers } from "../backup/aside.ts";
import { writePlainly } from "../backup/rows.ts";
import { storedTables } from "../backup/tables.ts";
import { LibraryError } from "../errors.ts";
import { openServer, placeOf, type Db } from "../store/database.ts";
import { sqlState } from "../store/migrate.ts";
import { count } from "../words/count.ts";
import { difference, sumOf } from "./compare.ts";
import { copyTables, sized, type SizedTable } from "./copy.ts";
import { databaseIdentity } from "./identity.ts";
import { withSource, type Source, type SourcePlace } from "./source.ts";
import { beginMove, endMove, placesOf } from "./target.ts";

export interface MoveOptions {
  /** Deletes what a move that was stopped has brought, instead of going on with it. */
  readonly anew?: boolean;
  /** Stops it at the next batch; the same move goes on then. */
  readonly signal?: AbortSignal;
  /** Told once, first, the share that was done before, from 0 to 1, and the seconds that it took. */
  readonly onBegin?: (share: number, seconds: number) => void;
  /** Told the share that is done, and what is being done. */
  readonly onProgress?: (share: number, doing: string) => void;
}

export interface Moved {
  /** Where it was, and where it is now. */
  readonly from: string;
  readonly to: string;
  /** Whether it went on with a move that had been stopped. */
  readonly resumed: boolean;
  /** The same on both sides, all of them. */
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly hash: string }[];
  /** Tables with rows that the server has no place for: vectors, without pgvector. */
  readonly skipped: readonly string[];
}

/** How the time is divided, about. */
const copying = 0.85;

/**
 * The source stays as it is. `to` is no library that anybody could open before every table in it was found to be the same.
 * @throws LibraryError NO_DATABASE, NO_LIBRARY, LOCKED, NOT_EMPTY, SCHEMA_TOO_NEW, HALF_MOVED, FOREIGN_DATABASE; MOVED_OTHERWISE names
 *   the tables that differ; the signal's reason.
 */
export async function moveLibrary(place: SourcePlace, to: string, options: MoveOptions = {}): Promise<Moved> {
  const target = await openServer(to, "the address");
  const where = placeOf(to)!;
  try {
    return await withSource(place, async (source) => {
      // Before its lock is asked for, which we would wait for ourselves.
      if (source.identity !== null && source.identity === (await databaseIdentity(target.db)))
        throw new LibraryError("NOT_EMPTY", `the library is in ${where} already: it is the database of DATABASE_URL`);
      await refuseOthers(target.db, "go on then");
      return target.exclusively((db) => moveInto(db, source, where, options));
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw inWords(error, where);
  } finally {
    await target.close();
  }
}

/** @param db of one connection, which nobody else uses. */
export async function moveInto(
  db: Db,
  source: Source,
  where: string,
  { anew = false, signal, onBegin, onProgress }: MoveOptions = {},
): Promise<Moved> {
  const { tx: from, schema, place } = source;
  const resumed = await beginMove(db, source, where, anew);
  const tables = await sized(from, await storedTables(from, []));
  const share = sharesOf(tables);
  const before = await placesOf(db);
  const copied = new Map([...before].map(([table, { rows, done }]) => [table, done ? Infinity : rows]));
  const seconds = [...before.values()].reduce((sum, at) => sum + at.seconds, 0);
  onBegin?.(copying * share(copied), seconds);
  const skipped = await copyTables(from, db, tables, {
    signal,
    onBatch({ table, rows }, done) {
      copied.set(table, done < rows ? done : Infinity);
      onProgress?.(copying * share(copied), `${table}: ${done} of ${count(rows, "row")}`);
    },
  });
  const sums = await db.transaction(async (tx) => {
    await writePlainly(tx);
    const there = tables.filter(({ table }) => !skipped.includes(table));
    const compared = new Map(skipped.map((table) => [table, Infinity]));
    const found: Moved["tables"][number][] = [];
    const differ: string[] = [];
    const counters = new Map((await storedTables(tx, [])).map((stored) => [stored.table, stored.counters]));
    for (const stored of there) {
      signal?.throwIfAborted();
      const { table } = stored;
      const [here, moved] = await Promise.all([sumOf(from, stored), sumOf(tx, stored)]);
      const said =
        difference(table, here, moved) ??
        (JSON.stringify(stored.counters) === JSON.stringify(counters.get(table))
          ? null
          : `${table}: it would count on from another number`);
      if (said !== null) differ.push(said);
      found.push({ table, ...here });
      compared.set(table, Infinity);
      onProgress?.(copying + (1 - copying) * share(compared), `compares ${table}`);
    }
    if (differ.length > 0) throw otherwise(place, where, differ);
    await endMove(tx, schema);
    return found;
  });
  const lost = tables.filter(({ table, rows }) => rows > 0 && skipped.includes(table)).map(({ table }) => table);
  return { from: place, to: where, resumed, tables: sums, skipped: lost };
}

/** The share of all bytes that so many rows of each table are. */
function sharesOf(tables: readonly SizedTable[]) {
  const all = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  return (done: ReadonlyMap<string, number>): number =>
    tables.reduce((sum, { table, rows, bytes }) => {
      const part = done.get(table) ?? 0;
      return sum + (bytes * Math.min(part, rows || 1)) / (rows || 1);
    }, 0) / all;
}

const otherwise = (place: string, where: string, differ: readonly string[]) =>
  new LibraryError(
    "MOVED_OTHERWISE",
    `${where} does not hold what is in ${place}, so it is not opened: ${count(differ.length, "table")} ${differ.length === 1 ? "differs" : "differ"}. ` +
      "Was the library opened between the beginning of the move and now? Nothing is lost: --anew deletes what is there, and moves it once more",
    { details: differ },
  );

/** What the server or the network refuses, in a sentence: a statement's error would print the rows that it holds. */
function inWords(error: unknown, where: string): unknown {
  const code = sqlState(error);
  if (error instanceof LibraryError || code === undefined) return error;
  let cause = error as Error;
  while (cause.cause instanceof Error) cause = cause.cause;
  const advice =
    code === insufficientPrivilege
      ? "The role of the address has to own the database, or to be allowed to create schemas, and tables in public"
      : "What was copied is kept; once it works again, the same command goes on";
  return new LibraryError("NO_DATABASE", `the move into ${where} has stopped: ${cause.message || code}. ${advice}`, {
    cause: error,
  });
}

const insufficientPrivilege = "42501";
