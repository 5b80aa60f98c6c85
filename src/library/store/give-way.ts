/** Long work on the database is done in pieces, and between them readers come first. */
import { setImmediate } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Db } from "./database.ts";

/**
 * Waits while others want the embedded database: whoever has to wait behind them sees that they do.
 * @param longest milliseconds: as long as the last piece took is a fair share.
 */
export async function giveWay(db: Db, longest: number): Promise<void> {
  const end = performance.now() + longest;
  for (let waited = Infinity; waited > 1 && performance.now() < end;) {
    // A page asks one thing after another: it gets to its next question first.
    await setImmediate();
    const began = performance.now();
    await db.execute(sql`select 1`);
    waited = performance.now() - began;
  }
}
