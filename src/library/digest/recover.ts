/** Picks up after senders that died, and gives up what nobody can send any more. */
import { and, eq, inArray, lt, lte, or, sql } from "drizzle-orm";
import { deliveries } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";
import { abandonedJournals, removeJournal } from "./journal.ts";
import { afterSilence } from "./outcome.ts";
import { release } from "./queue.ts";

/**
 * Deliveries whose sender died. What its journal says was let go of counts as sent, because a dead process's connections are emptied by
 * the system, unless that died too; what is not in the journal never left. A sender of which nothing is known is waited for until its lease ends.
 */
export async function recover(db: Db, folder: string, now?: Date): Promise<void> {
  for (const journal of abandonedJournals(folder)) {
    const marked = (...marks: string[]) =>
      [...journal.marks].flatMap(([id, mark]) => (marks.includes(mark) ? [id] : []));
    const out = journal.sameBoot ? marked("taken", "out") : marked("taken");
    const doubtful = journal.sameBoot ? [] : marked("out");
    await db.transaction(async (tx) => {
      const its = sql`${deliveries.state} = 'sending' and ${deliveries.sender} = cast(${JSON.stringify(journal.sender)} as jsonb)`;
      const back = { sender: null, leaseUntil: null };
      for (const part of parts(out))
        await tx
          .update(deliveries)
          .set({ ...back, state: "sent", sentAt: clock(now), answer: "its sender died when it was out" })
          .where(and(its, inArray(deliveries.id, part)));
      for (const part of parts(doubtful))
        await tx
          .update(deliveries)
          .set({ ...back, state: "queued", unanswered: sql`${deliveries.unanswered} + 1` })
          .where(and(its, inArray(deliveries.id, part)));
      await tx
        .update(deliveries)
        .set({ ...back, state: "queued" })
        .where(its);
    });
    removeJournal(journal);
  }
  await db
    .update(deliveries)
    .set({ state: "queued", sender: null, leaseUntil: null, unanswered: sql`${deliveries.unanswered} + 1` })
    .where(and(eq(deliveries.state, "sending"), lt(deliveries.leaseUntil, clock(now))));
  // What nobody could send in its time, or nobody wants any more, is over.
  const over = await db
    .update(deliveries)
    .set({ state: "failed", answer: sql`coalesce(${deliveries.answer}, 'it could not be sent in its time')` })
    .where(
      and(
        eq(deliveries.state, "queued"),
        or(lte(deliveries.expiresAt, clock(now)), sql`${deliveries.unanswered} >= ${afterSilence.tries}`),
      ),
    )
    .returning({ id: deliveries.id, unanswered: deliveries.unanswered });
  const untaken = over.filter(({ unanswered }) => unanswered === 0).map(({ id }) => id);
  for (const part of parts(untaken)) await release(db, part);
}

/** Every id is a parameter of its statement. */
function parts(ids: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(ids.length / 1_000) }, (_, at) => ids.slice(at * 1_000, (at + 1) * 1_000));
}
