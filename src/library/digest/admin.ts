/** Subscribers as an admin sees them. */
import { and, asc, count, eq, gt, ilike, sql } from "drizzle-orm";
import { deliveries, subscribers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { suspend } from "./queue.ts";
import * as subscriptions from "./subscriptions.ts";
import { subscriberColumns, subscriberOf, type Subscriber, type SubscriberState } from "./subscriptions.ts";

export interface SubscriberAdmin {
  /** By id, at most 100 after `after`. */
  list(filter?: {
    readonly state?: SubscriberState;
    readonly address?: string;
    readonly after?: number;
  }): Promise<SubscriberRow[]>;
  counts(): Promise<Readonly<Record<SubscriberState, number>>>;
  /** Deliveries of the last week, by how they ended. */
  week(): Promise<Readonly<Record<"queued" | "sending" | "sent" | "failed", number>>>;
  suspend(id: number, reason: string): Promise<void>;
  /** Lets mail go to a suspended address again. Code: NO_SUCH_SUBSCRIBER. */
  reinstate(id: number): Promise<void>;
  remove(id: number): Promise<void>;
}

export interface SubscriberRow extends Subscriber {
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly lastSentAt: string | null;
  readonly bounces: number;
}

const page = 100;

export const manageSubscribers = (db: Db, now: () => Date): SubscriberAdmin => ({
  async list({ state, address, after } = {}) {
    const rows = await db
      .select({
        ...subscriberColumns,
        createdAt: subscribers.createdAt,
        lastSentAt:
          sql<Date | null>`(select max(sent_at) from deliveries where subscriber_id = ${subscribers.id})`.mapWith(
            deliveries.sentAt,
          ),
        bounces: sql<number>`(select count(*)::int from bounces where subscriber_id = ${subscribers.id})`,
      })
      .from(subscribers)
      .where(
        and(
          state === undefined ? undefined : eq(subscribers.state, state),
          address === undefined ? undefined : ilike(subscribers.email, `%${address.replace(/[\\%_]/g, "\\$&")}%`),
          after === undefined ? undefined : gt(subscribers.id, after),
        ),
      )
      .orderBy(asc(subscribers.id))
      .limit(page);
    return rows.map(({ createdAt, lastSentAt, bounces, ...row }) => ({
      ...subscriberOf(row),
      createdAt: createdAt.toISOString(),
      lastSentAt: lastSentAt?.toISOString() ?? null,
      bounces,
    }));
  },
  async counts() {
    const rows = await db
      .select({ state: subscribers.state, count: count() })
      .from(subscribers)
      .groupBy(subscribers.state);
    const none = { pending: 0, active: 0, paused: 0, unsubscribed: 0, suspended: 0 };
    return { ...none, ...Object.fromEntries(rows.map((row) => [row.state, row.count])) };
  },
  async week() {
    const rows = await db
      .select({ state: deliveries.state, count: count() })
      .from(deliveries)
      .where(sql`${deliveries.createdAt} > now() - interval '7 days'`)
      .groupBy(deliveries.state);
    return {
      queued: 0,
      sending: 0,
      sent: 0,
      failed: 0,
      ...Object.fromEntries(rows.map((row) => [row.state, row.count])),
    };
  },
  suspend: async (id, reason) => void (await suspend(db, id, reason)),
  async reinstate(id) {
    const before = await subscriptions.findSubscriber(db, id);
    if (before === null || before.state === "suspended") await subscriptions.confirm(db, id, now());
  },
  remove: (id) => subscriptions.forget(db, id),
});
