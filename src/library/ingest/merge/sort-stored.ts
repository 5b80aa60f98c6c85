/** Papers that were stored before the rules of topics: sorted once, in the background. */
import { topicRulesVersion, topicsOf } from "#papers/topic-rules";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { papers, settings } from "../../schema/index.ts";
import type { Db } from "../../store/database.ts";
import { giveWay } from "../../store/give-way.ts";
import { countOnce } from "../../store/revision.ts";
import { insertTopics } from "./store.ts";

const key = "topic rules";
/** Papers in one transaction. */
const batch = 100;

interface Sorted {
  readonly version: number;
  /** Up to this paper; null: all of them. */
  readonly upTo: number | null;
}

/** What comes into a library that has no papers yet is sorted as it comes. */
export async function nothingToSort(db: Db): Promise<void> {
  const value: Sorted = { version: topicRulesVersion, upTo: null };
  const some = db.select({ id: papers.id }).from(papers).where(eq(papers.onShelf, false)).limit(1);
  await db.execute(
    sql`insert into ${settings} (key, value) select ${key}, ${JSON.stringify(value)}::jsonb where not exists ${some} on conflict do nothing`,
  );
}

/** Adds topics to what has none of them, batch by batch; a process that dies goes on where it was. @returns how many papers were read. */
export function sortStored(db: Db): Promise<number> {
  return countOnce(() => sortBatches(db));
}

async function sortBatches(db: Db): Promise<number> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  const known = row?.value as Sorted | undefined;
  let upTo = known?.version === topicRulesVersion ? known.upTo : 0;
  let read = 0;
  while (upTo !== null) {
    const from = upTo;
    const began = performance.now();
    const some = await db
      .select({ id: papers.id, title: papers.title, abstract: papers.abstract })
      .from(papers)
      .where(and(eq(papers.onShelf, false), gt(papers.id, from)))
      .orderBy(asc(papers.id))
      .limit(batch);
    upTo = some.length < batch ? null : some[batch - 1].id;
    const value: Sorted = { version: topicRulesVersion, upTo };
    await db.transaction(async (tx) => {
      await insertTopics(
        tx,
        some.map(({ id, title, abstract }) => ({ id, topics: topicsOf(title, abstract) })),
      );
      await tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
    });
    read += some.length;
    if (upTo !== null) await giveWay(db, performance.now() - began);
  }
  return read;
}
