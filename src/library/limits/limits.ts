/** Rate limits that hold over restarts and for every process on the database: one token bucket per key. */
import { eq, sql, type SQL } from "drizzle-orm";
import { rateLimits } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";

export interface Limit {
  /** How many at once after a pause. At least 1. */
  readonly capacity: number;
  /** How many in the long run. Greater than 0. */
  readonly perHour: number;
}

export interface Taken {
  readonly allowed: boolean;
  /** 0 if it was allowed; else when to come back, rounded up. */
  readonly retryAfterSeconds: number;
}

/** A token that binary fractions have rubbed a little off. */
const whole = 1 - 1e-6;

/**
 * Takes one token, if there is one. The key says what is limited and for whom: "comment user 3".
 * Nobody gets a token twice, however many ask at once: the row is locked while it is counted.
 */
export async function takeToken(db: Db, key: string, limit: Limit, now?: Date): Promise<Taken> {
  const at = clock(now);
  const filled = refilled(limit, at);
  const taken = await db
    .insert(rateLimits)
    .values({ key, tokens: limit.capacity - 1, at })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: { tokens: sql`${filled} - 1`, at },
      setWhere: sql`${filled} >= ${whole}::float8`,
    })
    .returning({ key: rateLimits.key });
  if (taken.length > 0) return { allowed: true, retryAfterSeconds: 0 };
  const [left] = await db
    .select({ tokens: filled.mapWith(Number) })
    .from(rateLimits)
    .where(eq(rateLimits.key, key));
  const missing = whole - (left?.tokens ?? 0);
  return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil((missing / limit.perHour) * 3600)) };
}

/** What the bucket holds by now. A clock that went back takes nothing away. */
const refilled = ({ capacity, perHour }: Limit, at: SQL): SQL =>
  sql`least(${capacity}::float8, ${rateLimits.tokens} + greatest(0, extract(epoch from ${at} - ${rateLimits.at})) * ${perHour / 3600}::float8)`;

/** What a token was taken for did not happen. */
export async function giveBack(db: Db, key: string): Promise<void> {
  await db
    .update(rateLimits)
    .set({ tokens: sql`${rateLimits.tokens} + 1` })
    .where(eq(rateLimits.key, key));
}

/** A full bucket again. */
export async function forgetLimit(db: Db, key: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, key));
}

/** Forgets buckets that have been full again for long. */
export async function forgetLimits(db: Db): Promise<void> {
  await db.delete(rateLimits).where(sql`${rateLimits.at} < now() - interval '3 days'`);
}

export interface Limits {
  /** See `takeToken`. */
  take(key: string, limit: Limit): Promise<Taken>;
}

export const createLimits = (db: Db): Limits => ({ take: (key, limit) => takeToken(db, key, limit) });
