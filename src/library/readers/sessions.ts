/** Sessions: who is signed in where. A session lives as long as it is used at least once in thirty days. */
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { sessions, users } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";
import { readerColumns } from "./owner.ts";
import type { Reader } from "./reader.ts";
import { hashOf } from "./secret.ts";

const lifetime = sql`interval '30 days'`;
/** So that reading a page does not write a row each time. */
const noteworthy = sql`interval '1 hour'`;

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
