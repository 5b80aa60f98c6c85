/** Sessions: who is signed in where. A session lives as long as it is used at least once in thirty days. */
import { and, desc, eq, gt, isNull, lte, ne, sql } from "drizzle-orm";
import { sessions, users } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";
import { readerColumns } from "./owner.ts";
import type { Reader } from "./reader.ts";
import { hashOf, newSecret } from "./secret.ts";

export interface SessionLine {
  /** Names it among its owner's; it lets nobody in. */
  readonly id: string;
  /** ISO 8601, UTC, as all times here. */
  readonly createdAt: string;
  readonly seenAt: string;
  readonly expiresAt: string;
  /** What the browser calls itself. */
  readonly agent: string | null;
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

export interface Sessions {
  /** Who holds a session cookie's token; null if it is unknown, has expired, or its account is disabled. */
  bySession(token: string): Promise<Reader | null>;
  /** Last seen first. @param current token of the session that asks. */
  sessions(readerId: number, current?: string): Promise<SessionLine[]>;
  /** Signs out by the session's token. */
  endSession(token: string): Promise<void>;
  /** Signs out one of somebody's own sessions, by its id. */
  endSessionOf(readerId: number, id: string): Promise<void>;
  /** Signs out everywhere. @param except token of a session that stays. */
  endSessionsOf(readerId: number, except?: string): Promise<void>;
}

const lifetime = sql`interval '30 days'`;
/** So that reading a page does not write a row each time. */
const noteworthy = sql`interval '1 hour'`;
const idLength = 16;
const idOf = sql<string>`left(${sessions.hash}, ${sql.raw(String(idLength))})`;

export const createSessions = (db: Db): Sessions => ({
  bySession: (token) => readerOfSession(db, token),
  async sessions(readerId, current) {
    const rows = await db
      .select()
      .from(sessions)
      .where(and(eq(sessions.userId, readerId), gt(sessions.expiresAt, sql`now()`)))
      .orderBy(desc(sessions.seenAt), sessions.hash);
    const currentHash = current === undefined ? null : hashOf(current);
    return rows.map(({ hash, createdAt, seenAt, expiresAt, agent }) => ({
      id: hash.slice(0, idLength),
      createdAt: createdAt.toISOString(),
      seenAt: seenAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      agent,
      current: hash === currentHash,
    }));
  },
  async endSession(token) {
    await db.delete(sessions).where(eq(sessions.hash, hashOf(token)));
  },
  async endSessionOf(readerId, id) {
    await db.delete(sessions).where(and(eq(sessions.userId, readerId), eq(idOf, id)));
  },
  async endSessionsOf(readerId, except) {
    const others = except === undefined ? undefined : ne(sessions.hash, hashOf(except));
    await db.delete(sessions).where(and(eq(sessions.userId, readerId), others));
  },
});

export async function readerOfSession(db: Db, token: string, now?: Date): Promise<Reader | null> {
  const at = clock(now);
  const hash = hashOf(token);
  const [found] = await db
    .select({ reader: readerColumns, stale: sql<boolean>`${sessions.seenAt} < ${at} - ${noteworthy}` })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.hash, hash), gt(sessions.expiresAt, at), isNull(users.disabledAt)));
  if (found === undefined) return null;
  if (found.stale)
    await db
      .update(sessions)
      .set({ seenAt: at, expiresAt: sql`${at} + ${lifetime}` })
      .where(eq(sessions.hash, hash));
  return found.reader;
}

/** Returns the token for the cookie; the database keeps its hash. */
export async function startSession(db: Db, userId: number, agent: string | null, now?: Date): Promise<string> {
  const token = newSecret();
  const at = clock(now);
  await db.insert(sessions).values({
    hash: hashOf(token),
    userId,
    createdAt: at,
    seenAt: at,
    expiresAt: sql`${at} + ${lifetime}`,
    agent: agent?.slice(0, 200) ?? null,
  });
  return token;
}

export async function forgetSessions(db: Db): Promise<void> {
  await db.delete(sessions).where(lte(sessions.expiresAt, sql`now()`));
}
