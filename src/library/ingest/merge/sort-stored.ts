/** Papers that were stored before the rules of topics: sorted once, in the background. */
import { topicRulesVersion, topicsOf } from "#papers/topic-rules";
import { and, asc, eq, gt } from "drizzle-orm";
import { papers, settings } from "../../schema/index.ts";
import type { Db } from "../../store/database.ts";
import { insertTopics } from "./store.ts";

const key = "topic rules";
/** Papers in one transaction. */
const batch = 200;

interface Sorted {
  readonly version: number;
  /** Up to this paper; null: all of them. */
  readonly upTo: number | null;
}

/** Adds topics to what has none of them, batch by batch; a process that dies goes on where it was. @returns how many papers were read. */
export async function sortStored(db: Db): Promise<number> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  const known = row?.value as Sorted | undefined;
  let upTo = known?.version === topicRulesVersion ? known.upTo : 0;
  let read = 0;
  while (upTo !== null) {
    const from = upTo;
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
  }
  return read;
}
