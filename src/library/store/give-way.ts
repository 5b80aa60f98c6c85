/** Long work on the database is done in pieces, and between them readers come first. */
import { setTimeout } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Db } from "./database.ts";

/** Databases with one connection for everybody. A server's answers many at once, and there a wait says how far away it is. */
const shared = new WeakSet<Db>();
/** Of the time that a piece took, how much the others may have after it: two thirds are theirs then. */
const share = 2;
/** Milliseconds to look whether somebody comes: pages wait in sockets and in the queue of this thread before they wait here. */
const glance = 3;

/** Says that whoever asks this database waits behind whoever asked before. */
export function shareConnection(db: Db): void {
  shared.add(db);
}

/**
 * Waits while others want the embedded database: whoever has to wait behind them sees that they do.
 * @param piece milliseconds that the last piece of work took.
 */
export async function giveWay(db: Db, piece: number): Promise<void> {
  if (!shared.has(db)) return;
  const end = performance.now() + share * piece;
  for (let waited = Infinity; waited > 2 && performance.now() < end;) {
    const began = performance.now();
    await setTimeout(glance);
    await db.execute(sql`select 1`);
    waited = performance.now() - began - glance;
  }
}
