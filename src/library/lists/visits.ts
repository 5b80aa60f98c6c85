/** What a reader has seen: visits, and papers. Nothing is kept of people who are not signed in. */
import { and, eq, inArray, sql, type SQL } from "drizzle-orm";
import { papers, readerVisits, seenPapers } from "../schema/index.ts";
import { clock } from "../store/clock.ts";
import type { Db } from "../store/database.ts";

/** A visit ends after so many minutes of nothing. */
const pause = 30;

/** The end of the visit before the present one, whether or not the present one has been noted yet. */
const before = (at: SQL): SQL =>
  sql`case when ${readerVisits.lastAt} < ${at} - ${pause} * interval '1 minute' then ${readerVisits.lastAt} else ${readerVisits.previousAt} end`;

/** See `Lists.lastVisit`. */
export async function lastVisit(db: Db, reader: number, now?: Date): Promise<string | null> {
  const [row] = await db
    .select({ before: before(clock(now)).mapWith(readerVisits.previousAt) })
    .from(readerVisits)
    .where(eq(readerVisits.userId, reader));
  return (row?.before as Date | null | undefined)?.toISOString() ?? null;
}

/** See `Lists.visit`. */
export async function noteVisit(db: Db, reader: number, now?: Date): Promise<void> {
  const at = clock(now);
  await db
    .insert(readerVisits)
    .values({ userId: reader, lastAt: at })
    .onConflictDoUpdate({ target: readerVisits.userId, set: { previousAt: before(at), lastAt: at } });
}

/** See `Lists.hasSeen`. */
export async function hasSeen(db: Db, reader: number, slug: string): Promise<boolean> {
  const rows = await db
    .select({ paper: seenPapers.paperId })
    .from(seenPapers)
    .innerJoin(papers, eq(papers.id, seenPapers.paperId))
    .where(and(eq(seenPapers.userId, reader), eq(papers.slug, slug)));
  return rows.length > 0;
}

/** See `Lists.markSeen`. */
export async function markSeen(db: Db, reader: number, slugs: readonly string[]): Promise<void> {
  if (slugs.length === 0) return;
  const found = db
    .select({
      userId: sql<number>`${reader}::integer`.as("user_id"),
      paperId: papers.id,
      seenAt: sql`now()`.as("seen_at"),
    })
    .from(papers)
    .where(inArray(papers.slug, slugs.slice(0, 1_000)));
  await db
    .insert(seenPapers)
    .select(found as never)
    .onConflictDoNothing();
}
