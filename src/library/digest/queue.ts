/** The outbox as its senders see it: taking deliveries, and writing down how they ended. */
import { and, asc, eq, exists, gt, inArray, lte, ne, or, sql, type SQL } from "drizzle-orm";
import type { AlertsContent } from "../alerts/content.ts";
import { stopAlertMails, takesAlerts } from "../alerts/outbox.ts";
import { jsonOf } from "../store/json-rows.ts";
import { bounces, deliveries, mailedPapers, notifications, subscribers } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";
import type { Sender } from "./journal.ts";
import type { DeliveryContent } from "./content.ts";
import { afterSilence, failuresToSuspend, pauseAfter, type Outcome } from "./outcome.ts";

export interface Claimed {
  readonly id: number;
  readonly subscriber: number;
  readonly email: string;
  readonly kind: "daily" | "weekly" | "alerts";
  readonly content: DeliveryContent | AlertsContent;
  readonly messageId: string;
  readonly createdAt: Date;
  /** This try counted. */
  readonly attempts: number;
  readonly unanswered: number;
  readonly expiresAt: Date;
}

/** Takes up to `count` deliveries whose time has come; nobody else gets them before `lease` milliseconds are over. */
export async function claim(
  db: Db,
  sender: Sender,
  { count, lease, now, only }: { count: number; lease: number; now?: Date; only?: number },
): Promise<Claimed[]> {
  // A part of its own, because one within the update may be looked at more than once.
  const wanted = db.$with("wanted").as(
    db
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.state, "queued"),
          lte(deliveries.notBefore, clock(now)),
          gt(deliveries.expiresAt, clock(now)),
          only === undefined ? undefined : eq(deliveries.subscriberId, only),
          // Who has left or paused in the meantime gets nothing more.
          exists(
            db
              .select({ one: sql`1` })
              .from(subscribers)
              .where(
                and(
                  eq(subscribers.id, deliveries.subscriberId),
                  or(
                    and(ne(deliveries.kind, "alerts"), eq(subscribers.state, "active")),
                    and(eq(deliveries.kind, "alerts"), takesAlerts()),
                  ),
                ),
              ),
          ),
        ),
      )
      .orderBy(asc(deliveries.notBefore), asc(deliveries.id))
      .limit(count)
      .for("update", { skipLocked: true }),
  );
  return db
    .with(wanted)
    .update(deliveries)
    .set({
      state: "sending",
      sender,
      attempts: sql`${deliveries.attempts} + 1`,
      leaseUntil: sql`${clock(now)} + make_interval(secs => ${lease / 1000})`,
    })
    .from(subscribers)
    .where(
      and(
        inArray(deliveries.id, db.select({ id: wanted.id }).from(wanted)),
        eq(subscribers.id, deliveries.subscriberId),
      ),
    )
    .returning({
      id: deliveries.id,
      subscriber: deliveries.subscriberId,
      email: subscribers.email,
      kind: deliveries.kind,
      content: deliveries.content,
      messageId: deliveries.messageId,
      createdAt: deliveries.createdAt,
      attempts: deliveries.attempts,
      unanswered: deliveries.unanswered,
      expiresAt: deliveries.expiresAt,
    });
}

export interface Ended {
  readonly delivery: Claimed;
  readonly outcome: Outcome;
}

/** How many of each there were, and how many addresses were given up. */
export interface Settled {
  readonly sent: number;
  readonly later: number;
  readonly failed: number;
  readonly suspended: number;
}

/** Writes down how deliveries ended, all at once. */
export async function settle(db: Db, ended: readonly Ended[], now: Date): Promise<Settled> {
  if (ended.length === 0) return { sent: 0, later: 0, failed: 0, suspended: 0 };
  return db.transaction(async (tx) => {
    const sent = ended.filter(({ outcome }) => outcome.kind === "sent");
    await update(
      tx,
      sent.map(({ delivery, outcome }) => ({ id: delivery.id, answer: outcome.answer })),
      {
        state: sql`'sent'`,
        sentAt: sql`${now.toISOString()}::timestamptz`,
      },
    );
    await resetFailures(
      tx,
      sent.map(({ delivery }) => delivery.subscriber),
    );
    const rest = ended
      .filter(({ outcome }) => outcome.kind !== "sent")
      .map((one) => ({ ...one, again: againAt(one, now) }));
    const later = rest.filter(({ again }) => again !== null);
    await update(
      tx,
      later.map(({ delivery, outcome, again }) => ({
        id: delivery.id,
        answer: outcome.answer,
        at: again!.toISOString(),
        silent: outcome.kind === "unknown" ? 1 : 0,
      })),
      { state: sql`'queued'`, notBefore: sql`news.at`, unanswered: sql`${deliveries.unanswered} + news.silent` },
    );
    const failed = rest.filter(({ again }) => again === null);
    const suspended = await giveUp(tx, failed);
    return { sent: sent.length, later: later.length, failed: failed.length, suspended };
  });
}

/** When to try again; null: not any more. */
function againAt({ delivery, outcome }: Ended, now: Date): Date | null {
  if (outcome.kind !== "later" && outcome.kind !== "unknown") return null;
  if (outcome.kind === "unknown" && delivery.unanswered + 1 >= afterSilence.tries) return null;
  const pause = outcome.kind === "unknown" ? afterSilence.pause : pauseAfter(delivery.attempts);
  const at = new Date(now.getTime() + pause);
  return at < delivery.expiresAt ? at : null;
}

interface News {
  readonly id: number;
  readonly answer: string;
  readonly at?: string;
  readonly silent?: number;
}

async function update(tx: Db, news: readonly News[], set: Record<string, SQL>): Promise<void> {
  if (news.length === 0) return;
  await tx
    .update(deliveries)
    .set({ ...set, answer: sql`news.answer`, sender: null, leaseUntil: null })
    .from(
      sql`(select * from json_to_recordset(${jsonOf(news)}) as rows(id bigint, answer text, at timestamptz, silent int)) as news`,
    )
    .where(sql`${deliveries.id} = news.id and ${deliveries.state} = 'sending'`);
}

async function resetFailures(tx: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(subscribers)
    .set({ failures: 0 })
    .where(and(inArray(subscribers.id, [...ids]), gt(subscribers.failures, 0)));
}

/** A digest that was certainly not taken leaves its papers to the next one. Answers how many addresses are suspended by it. */
async function giveUp(tx: Db, failed: readonly Ended[]): Promise<number> {
  if (failed.length === 0) return 0;
  await update(
    tx,
    failed.map(({ delivery, outcome }) => ({ id: delivery.id, answer: outcome.answer })),
    { state: sql`'failed'` },
  );
  const untaken = failed.filter(({ outcome, delivery }) => outcome.kind !== "unknown" && delivery.unanswered === 0);
  await release(
    tx,
    untaken.map(({ delivery }) => delivery.id),
  );
  // A server that cannot be reached is nothing an address can help.
  const theirs = failed.filter(
    ({ outcome }) => outcome.kind === "refused" || (outcome.kind === "later" && !outcome.ours),
  );
  let suspended = 0;
  for (const { delivery, outcome } of theirs) {
    const gone = outcome.kind === "refused" && outcome.gone;
    await tx.insert(bounces).values({ subscriberId: delivery.subscriber, permanent: gone, answer: outcome.answer });
    const [row] = await tx
      .update(subscribers)
      .set({ failures: sql`${subscribers.failures} + 1` })
      .where(eq(subscribers.id, delivery.subscriber))
      .returning({ failures: subscribers.failures });
    if (row && (gone || row.failures >= failuresToSuspend)) {
      suspended += await suspend(tx, delivery.subscriber, outcome.answer);
      await stopAlertMails(tx, delivery.subscriber);
    }
  }
  return suspended;
}

/** What deliveries that nobody has would have mailed is free for another one. */
export async function release(tx: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.delete(mailedPapers).where(inArray(mailedPapers.deliveryId, [...ids]));
  await tx
    .update(notifications)
    .set({ mail: "due", deliveryId: null })
    .where(inArray(notifications.deliveryId, [...ids]));
}

/** No mail goes to the address until somebody confirms it anew, or an admin lifts it. */
export async function suspend(tx: Db, id: number, reason: string): Promise<number> {
  const rows = await tx
    .update(subscribers)
    .set({ state: "suspended", suspendedFor: reason, nextAt: null })
    .where(and(eq(subscribers.id, id), inArray(subscribers.state, ["active", "paused"])))
    .returning({ id: subscribers.id });
  return rows.length;
}
