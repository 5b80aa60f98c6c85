/** Who gets the digest: asking for it, confirming, changing, pausing, leaving. Nobody gets one who has not confirmed the address. */
import { and, eq, inArray, ne, sql, type SQL } from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import { addressKey } from "../mail/address.ts";
import { deliveries, subscribers, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import type { Preferences } from "./preferences.ts";
import { nextDue } from "./schedule.ts";

export type SubscriberState = "pending" | "active" | "paused" | "unsubscribed" | "suspended";

export interface Subscriber {
  readonly id: number;
  readonly email: string;
  readonly userId: number | null;
  readonly state: SubscriberState;
  readonly preferences: Preferences;
  /** ISO 8601, UTC; null while no digest is due. */
  readonly nextAt: string | null;
  /** What the mail server said when mail to this address was stopped. */
  readonly suspendedFor: string | null;
}

export const subscriberColumns = {
  id: subscribers.id,
  email: subscribers.email,
  userId: subscribers.userId,
  state: subscribers.state,
  frequency: subscribers.frequency,
  weekday: subscribers.weekday,
  hour: subscribers.hour,
  zone: subscribers.zone,
  topics: subscribers.topics,
  authors: subscribers.authors,
  searches: subscribers.searches,
  without: subscribers.without,
  forYou: subscribers.forYou,
  minVotes: subscribers.minVotes,
  maxPapers: subscribers.maxPapers,
  nextAt: subscribers.nextAt,
  suspendedFor: subscribers.suspendedFor,
};
type Row = Preferences & Omit<Subscriber, "preferences" | "nextAt"> & { readonly nextAt: Date | null };

export function subscriberOf({ id, email, userId, state, nextAt, suspendedFor, ...preferences }: Row): Subscriber {
  return { id, email, userId, state, preferences, nextAt: nextAt?.toISOString() ?? null, suspendedFor };
}

export const findSubscriber = (db: Db, id: number): Promise<Subscriber | null> => find(db, eq(subscribers.id, id));
export const subscriberOfUser = (db: Db, userId: number): Promise<Subscriber | null> =>
  find(db, eq(subscribers.userId, userId));
export const subscriberAt = (db: Db, email: string): Promise<Subscriber | null> =>
  find(db, eq(subscribers.emailKey, addressKey(email)));

async function find(db: Db, where: SQL): Promise<Subscriber | null> {
  const [row] = await db.select(subscriberColumns).from(subscribers).where(where);
  return row ? subscriberOf(row) : null;
}

/**
 * Remembers that somebody asked for the digest to this address. Of an address that is known, only one that nobody has confirmed yet
 * takes new preferences: anybody can type an address.
 * @param userId the account whose digest it becomes, where it has none yet; null: nobody's.
 */
export async function request(
  db: Db,
  email: string,
  preferences: Preferences,
  userId: number | null,
): Promise<Subscriber> {
  await db.transaction(async (tx) => {
    const ofUser = userId === null ? null : await subscriberOfUser(tx, userId);
    // An account has one digest. What nobody has confirmed makes place for another address, and nothing else does.
    const makesPlace = ofUser?.state === "pending";
    if (makesPlace) await tx.update(subscribers).set({ userId: null }).where(eq(subscribers.id, ofUser.id));
    await tx
      .insert(subscribers)
      .values({ email, emailKey: addressKey(email), userId: ofUser && !makesPlace ? null : userId, ...preferences })
      .onConflictDoUpdate({
        target: subscribers.emailKey,
        set: { email, ...preferences, ...(makesPlace && { userId }) },
        setWhere: eq(subscribers.state, "pending"),
      });
  });
  return (await subscriberAt(db, email))!;
}

/** The digest of somebody whose address is known to be theirs, because they signed in with it. */
export async function subscribeUser(
  db: Db,
  { id, email }: { id: number; email: string },
  preferences: Preferences,
  now: Date,
): Promise<Subscriber> {
  return db.transaction(async (tx) => {
    // Another address of the same account makes place.
    await tx
      .update(subscribers)
      .set({ userId: null })
      .where(and(eq(subscribers.userId, id), sql`${subscribers.emailKey} <> ${addressKey(email)}`));
    const [{ subscriber }] = await tx
      .insert(subscribers)
      .values({ email, emailKey: addressKey(email), userId: id, ...preferences })
      .onConflictDoUpdate({ target: subscribers.emailKey, set: { userId: id, ...preferences } })
      .returning({ subscriber: subscribers.id });
    return activate(tx, subscriber, now);
  });
}

/** The address is its reader's: digests begin, or begin again. Doing it twice changes nothing. */
export async function confirm(db: Db, id: number, now: Date): Promise<Subscriber> {
  return db.transaction((tx) => activate(tx, id, now));
}

async function activate(db: Db, id: number, now: Date): Promise<Subscriber> {
  const before = await existing(db, id, true);
  if (before.state === "active") return change(db, before, before.preferences, now);
  await db
    .update(subscribers)
    .set({
      state: "active",
      confirmedAt: now,
      // Nothing of the time in between is caught up with.
      lookedAt: null,
      failures: 0,
      suspendedFor: null,
      nextAt: nextDue(before.preferences, now),
    })
    .where(eq(subscribers.id, id));
  return existing(db, id);
}

export async function changePreferences(db: Db, id: number, preferences: Preferences, now: Date): Promise<Subscriber> {
  return db.transaction(async (tx) => change(tx, await existing(tx, id, true), preferences, now));
}

async function change(db: Db, before: Subscriber, preferences: Preferences, now: Date): Promise<Subscriber> {
  const nextAt = before.state === "active" ? nextDue(preferences, now) : null;
  await db
    .update(subscribers)
    .set({ ...preferences, nextAt })
    .where(eq(subscribers.id, before.id));
  return existing(db, before.id);
}

/** No digest until it is resumed, or ever. What is on its way already is dropped, unless it is being sent at this moment. */
export async function stop(db: Db, id: number, state: "paused" | "unsubscribed"): Promise<Subscriber> {
  // Somebody who has not confirmed has nothing to pause; leaving always works.
  const from: SubscriberState[] = state === "paused" ? ["active"] : ["pending", "active", "paused", "suspended"];
  await db.transaction(async (tx) => {
    const changed = await tx
      .update(subscribers)
      .set({ state, nextAt: null })
      .where(and(eq(subscribers.id, id), inArray(subscribers.state, from)))
      .returning({ id: subscribers.id });
    if (changed.length > 0) await dropQueued(tx, id);
  });
  return existing(db, id);
}

/**
 * Where alerts to an account are mailed: the address of its subscription if that is confirmed, else the one that it signs in with, which
 * becomes a subscription without digests. null: there is none, or mail to it fails.
 */
export async function mailingAddress(tx: Db, userId: number): Promise<{ readonly id: number } | null> {
  const own = { id: subscribers.id, state: subscribers.state, confirmedAt: subscribers.confirmedAt };
  const [linked] = await tx.select(own).from(subscribers).where(eq(subscribers.userId, userId)).for("update");
  if (linked?.confirmedAt) return linked.state === "suspended" ? null : linked;
  const [{ email }] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
  if (email === null) return null;
  const emailKey = addressKey(email);
  // What nobody has confirmed makes place.
  await tx
    .update(subscribers)
    .set({ userId: null })
    .where(and(eq(subscribers.userId, userId), sql`${subscribers.emailKey} <> ${emailKey}`));
  const [made] = await tx
    .insert(subscribers)
    .values({ email, emailKey, userId, state: "unsubscribed", confirmedAt: sql`now()` })
    .onConflictDoUpdate({
      target: subscribers.emailKey,
      set: { userId, confirmedAt: sql`coalesce(${subscribers.confirmedAt}, now())` },
    })
    .returning(own);
  return made.state === "suspended" ? null : made;
}

/** The address that `mailingAddress` finds or would make. */
export async function reachableAt(db: Db, userId: number): Promise<string | null> {
  const [row] = await rowsOf<{ email: string | null }>(
    db,
    sql`select case when linked.confirmed_at is null then users.email when linked.state <> 'suspended' then linked.email end as email
        from users left join subscribers as linked on linked.user_id = users.id where users.id = ${userId}`,
  );
  return row?.email ?? null;
}

/** After a pause: digests go on. */
export async function resume(db: Db, id: number, now: Date): Promise<Subscriber> {
  const before = await existing(db, id);
  if (before.state !== "paused") return before;
  return confirm(db, id, now);
}

/** The address, and everything that was kept with it, is gone. */
export async function forget(db: Db, id: number): Promise<void> {
  await db.delete(subscribers).where(eq(subscribers.id, id));
}

/** Digests that wait are not sent; their papers count as not mailed. */
export async function dropQueued(db: Db, id: number): Promise<void> {
  await db
    .delete(deliveries)
    .where(and(eq(deliveries.subscriberId, id), eq(deliveries.state, "queued"), ne(deliveries.kind, "alerts")));
}

/** @param locked nobody else changes it before this transaction ends. */
async function existing(db: Db, id: number, locked = false): Promise<Subscriber> {
  const query = db.select(subscriberColumns).from(subscribers).where(eq(subscribers.id, id));
  const [row] = locked ? await query.for("update") : await query;
  if (row) return subscriberOf(row);
  throw new LibraryError("NO_SUCH_SUBSCRIBER", "this subscription is gone: its address was deleted. Subscribe anew");
}
