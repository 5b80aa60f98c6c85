/** What a reader has seen: visits, and papers. Nothing is kept of people who are not signed in. */
import { inArray, sql } from "drizzle-orm";
import { papers, readerVisits, seenPapers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

/** A visit ends after so many minutes of nothing. */
const pause = 30;

/** See `Lists.visit`. */
export async function noteVisit(db: Db, reader: number, now?: Date): Promise<string | null> {
  const at = now === undefined ? sql`now()` : sql`${now.toISOString()}::timestamptz`;
  const [row] = await db
    .insert(readerVisits)
    .values({ userId: reader, lastAt: at as never })
    .onConflictDoUpdate({
      target: readerVisits.userId,
      set: {
        previousAt: sql`case when ${readerVisits.lastAt} < ${at} - ${pause} * interval '1 minute' then ${readerVisits.lastAt} else ${readerVisits.previousAt} end`,
        lastAt: at as never,
      },
    })
    .returning({ previousAt: readerVisits.previousAt });
  return row.previousAt?.toISOString() ?? null;
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
