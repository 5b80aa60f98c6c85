/** Looks at sources and imports by hand, as rows: opened, counted up batch by batch, closed with a word on how it went. */
import { and, desc, eq, inArray, lt, notInArray, sql } from "drizzle-orm";
import type { MergeReport } from "../catalogue.ts";
import { sourceRuns } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { ImportedPapers, SourceRun, SourceRunReport, SourceRunState } from "./source.ts";

type Row = typeof sourceRuns.$inferSelect;

/** The latest so many runs are kept, besides the good ones. */
const kept = 5_000;

/** Minutes after which an import counts as dead: far more than the largest one takes. */
const silence = 30;

export async function openRun(
  db: Db,
  run: { source: string; startedBy: string; day: string; title?: string },
): Promise<number> {
  const { title, ...facts } = run;
  const report = title === undefined ? null : { title, created: [], updated: [], rejected: [], warnings: [] };
  const [{ id }] = await db
    .insert(sourceRuns)
    .values({ ...facts, state: "running", report })
    .returning({ id: sourceRuns.id });
  return id;
}

/** Adds what a batch did. */
export async function countUp(
  db: Db,
  id: number,
  { created, updated, unchanged, rejected }: MergeReport,
): Promise<void> {
  const papers = created.length + updated.length + unchanged.length;
  await db
    .update(sourceRuns)
    .set({
      papers: sql`${sourceRuns.papers} + ${papers}`,
      created: sql`${sourceRuns.created} + ${created.length}`,
      updated: sql`${sourceRuns.updated} + ${updated.length}`,
      unchanged: sql`${sourceRuns.unchanged} + ${unchanged.length}`,
      rejected: sql`${sourceRuns.rejected} + ${rejected.length}`,
      says: sql`(${sourceRuns.papers} + ${papers})::text || ' papers so far'`,
    })
    .where(eq(sourceRuns.id, id));
}

export interface Closing {
  readonly state: SourceRunState;
  readonly says: string;
  readonly good?: boolean;
  readonly newestId?: string | null;
  readonly retryAt?: Date | null;
  /** Where the list turned out to be of another day than was thought. */
  readonly day?: string;
  readonly report?: ImportedPapers;
}

export async function closeRun(db: Db, id: number, { state, says, ...rest }: Closing): Promise<SourceRun> {
  const [row] = await db
    .update(sourceRuns)
    .set({ state, says: says.slice(0, 1_000), ...rest, finishedAt: sql`now()` })
    .where(eq(sourceRuns.id, id))
    .returning();
  return runOf(row);
}

/** Closes imports that died with their process, and forgets what nobody looks at any more. */
export async function sweep(db: Db): Promise<void> {
  await db
    .update(sourceRuns)
    .set({
      state: "failed",
      says: "its process ended before it was done; what was read is kept",
      finishedAt: sql`now()`,
    })
    .where(
      and(
        eq(sourceRuns.source, "import"),
        eq(sourceRuns.state, "running"),
        lt(sourceRuns.startedAt, sql`now() - ${silence} * interval '1 minute'`),
      ),
    );
  const latest = db.select({ id: sourceRuns.id }).from(sourceRuns).orderBy(desc(sourceRuns.id)).limit(kept);
  await db.delete(sourceRuns).where(and(eq(sourceRuns.good, false), notInArray(sourceRuns.id, latest)));
}

/** Closes what a source left open when its process died: called by the next run, when there can be no other. */
export async function closeLeftOpen(db: Db, source: string, except: number): Promise<void> {
  await db
    .update(sourceRuns)
    .set({ state: "failed", says: "its process ended before it was done", finishedAt: sql`now()` })
    .where(and(eq(sourceRuns.source, source), eq(sourceRuns.state, "running"), lt(sourceRuns.id, except)));
}

export async function readRun(db: Db, id: number): Promise<SourceRunReport | null> {
  if (!Number.isInteger(id) || id < 1 || id >= 2 ** 31) return null;
  const [row] = await db.select().from(sourceRuns).where(eq(sourceRuns.id, id));
  return row === undefined ? null : { ...runOf(row), report: row.report };
}

export async function recentRuns(
  db: Db,
  { source, limit = 50 }: { source?: string; limit?: number } = {},
): Promise<SourceRun[]> {
  const rows = await db
    .select()
    .from(sourceRuns)
    .where(source === undefined ? undefined : eq(sourceRuns.source, source))
    .orderBy(desc(sourceRuns.id))
    .limit(Math.min(limit, 500));
  return rows.map(runOf);
}

/** The latest whole list of a source, of a day or of the latest one. */
export async function lastGood(db: Db, source: string, day?: string): Promise<Row | null> {
  const [row] = await db
    .select()
    .from(sourceRuns)
    .where(
      and(
        eq(sourceRuns.source, source),
        eq(sourceRuns.good, true),
        day === undefined ? undefined : eq(sourceRuns.day, day),
      ),
    )
    .orderBy(sql`${sourceRuns.day} desc nulls last`, sql`${sourceRuns.id} desc nulls last`)
    .limit(1);
  return row ?? null;
}

/** Runs of some sources for the days from one on, oldest first. */
export async function runsSince(db: Db, sources: readonly string[], day: string): Promise<Row[]> {
  if (sources.length === 0) return [];
  return db
    .select()
    .from(sourceRuns)
    .where(and(inArray(sourceRuns.source, [...sources]), sql`${sourceRuns.day} >= ${day}`))
    .orderBy(sourceRuns.id);
}

export function runOf(row: Row): SourceRun {
  const title = row.report?.title ?? null;
  const { id, source, startedBy, day, state, says, papers, created, updated, unchanged, rejected, good } = row;
  return {
    id,
    source,
    title,
    startedBy,
    day,
    state,
    says,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    papers,
    created,
    updated,
    unchanged,
    rejected,
    good,
  };
}
