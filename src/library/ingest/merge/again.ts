/** Work on every paper that was stored before a rule changed: once, in the background, a batch at a time. */
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { papers, settings } from "../../schema/index.ts";
import type { Db } from "../../store/database.ts";
import { giveWay } from "../../store/give-way.ts";
import { countOnce } from "../../store/revision.ts";

/** Papers in one transaction. */
const batch = 100;

export interface Again {
  /** What stands in the settings for it. */
  readonly key: string;
  /** Changes with the rule. */
  readonly version: number;
  /** Waits until nobody else writes what it reads, if that matters. */
  readonly alone?: (tx: Db) => Promise<void>;
  readonly work: (tx: Db, some: readonly StoredText[]) => Promise<void>;
}

export interface StoredText {
  readonly id: number;
  readonly title: string;
  readonly abstract: string | null;
  readonly organization: string | null;
}

interface Done {
  readonly version: number;
  /** Up to this paper; null: all of them. */
  readonly upTo: number | null;
}

/** What comes into a library that has no papers yet is treated by today's rule as it comes. */
export async function nothingToDo(db: Db, { key, version }: Again): Promise<void> {
  const value: Done = { version, upTo: null };
  const some = db.select({ id: papers.id }).from(papers).where(eq(papers.onShelf, false)).limit(1);
  await db.execute(
    sql`insert into ${settings} (key, value) select ${key}, ${JSON.stringify(value)}::jsonb where not exists ${some} on conflict do nothing`,
  );
}

/** Papers of the shelf are left out; a process that dies goes on where it was. @returns how many papers were read. */
export const doAgain = (db: Db, again: Again): Promise<number> => countOnce(() => inBatches(db, again));

async function inBatches(db: Db, { key, version, alone, work }: Again): Promise<number> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  const known = row?.value as Done | undefined;
  let upTo = known?.version === version ? known.upTo : 0;
  let read = 0;
  while (upTo !== null) {
    const from: number = upTo;
    const began = performance.now();
    upTo = await db.transaction(async (tx) => {
      await alone?.(tx);
      const some = await tx
        .select({ id: papers.id, title: papers.title, abstract: papers.abstract, organization: papers.organization })
        .from(papers)
        .where(and(eq(papers.onShelf, false), gt(papers.id, from)))
        .orderBy(asc(papers.id))
        .limit(batch);
      await work(tx, some);
      read += some.length;
      const value: Done = { version, upTo: some.length < batch ? null : some[batch - 1].id };
      await tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
      return value.upTo;
    });
    if (upTo !== null) await giveWay(db, performance.now() - began);
  }
  return read;
}
