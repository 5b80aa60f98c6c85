/** Runs on their way into the store: opened, fed and ended by a living process, or saved whole. */
import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Measurement, RunBatch, RunEnd, RunRecord, RunStart } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { claims, measurements, papers, runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { sqlState } from "../store/migrate.ts";
import { isUuid } from "./id.ts";
import { invalidRun, parseAs, strangeEnd, unknownReferences, strangeTimes, type PaperScope } from "./check.ts";
import { countPoints, insertPoints } from "./points.ts";
import { asReceived, bytesOf, implausible, makeRoom, mustFit, reclaim, type VisitorsRoom } from "./visitors.ts";
import { limits, runBatchSchema, runEndSchema, runRecordSchema, runStartSchema } from "./schema.ts";

/** See `Catalogue.startRun`. */
export async function startRun(db: Db, start: RunStart): Promise<void> {
  const { process, ...run } = parseAs(runStartSchema, start);
  const { paperId, scope } = await scopeOf(db, run.paper);
  const reasons = [
    ...unknownReferences({ points: [], measurements: [] }, run.seeds, scope),
    ...strangeTimes({ startedAt: run.startedAt, finishedAt: null }, Date.now()),
    ...notOurs(run.origin),
    ...(run.origin === "browser" ? ["origin: a run in a browser arrives whole"] : []),
  ];
  if (reasons.length > 0) throw invalidRun(reasons);
  try {
    await db.insert(runs).values({
      ...head(run, paperId),
      state: "running",
      processHost: process?.host,
      processPid: process?.pid,
      processStarted: process?.started,
    });
  } catch (error) {
    throw sqlState(error) === uniqueViolation ? taken(run.id) : error;
  }
}

/** See `Catalogue.appendRun`. A run that was taken for dead and speaks again is running again. */
export async function appendRun(db: Db, id: string, value: RunBatch): Promise<void> {
  const batch = parseAs(runBatchSchema, value);
  await db.transaction(async (tx) => {
    const run = await lockRun(tx, id);
    if (batch.sequence < run.nextBatch) return;
    if (run.state !== "running" && run.state !== "interrupted") throw ended(id, run.state);
    if (batch.sequence > run.nextBatch)
      throw new LibraryError(
        "BATCH_GAP",
        `run ${id}: got batch ${batch.sequence}, expected ${run.nextBatch}; send that one first`,
      );
    const { scope } = await scopeOf(tx, run.paper);
    const before = {
      points: await countPoints(tx, id),
      measurements: await tx.$count(measurements, eq(measurements.runId, id)),
    };
    const reasons = [...unknownReferences(batch, run.seeds, scope), ...overfull(run, batch, before)];
    if (reasons.length > 0) throw invalidRun(reasons);
    await insertPoints(tx, id, batch.points);
    await insertMeasurements(tx, id, batch.measurements, before.measurements);
    await tx
      .update(runs)
      .set({
        state: "running",
        finishedAt: null,
        heartbeatAt: sql`now()`,
        nextBatch: batch.sequence + 1,
        notes: [...run.notes, ...batch.notes],
      })
      .where(eq(runs.id, id));
  });
}

/** See `Catalogue.finishRun`. */
export async function finishRun(db: Db, id: string, value: RunEnd): Promise<void> {
  const end = parseAs(runEndSchema, value);
  await db.transaction(async (tx) => {
    const run = await lockRun(tx, id);
    const finishedAt = new Date(end.finishedAt);
    if (run.state === end.state && run.finishedAt?.getTime() === finishedAt.getTime()) return;
    if (run.state !== "running" && run.state !== "interrupted") throw ended(id, run.state);
    const times = { startedAt: run.startedAt.toISOString(), finishedAt: end.finishedAt };
    const reasons = [...strangeEnd(end), ...strangeTimes(times, Date.now())];
    if (reasons.length > 0) throw invalidRun(reasons);
    await tx.update(runs).set({ state: end.state, finishedAt, error: end.error }).where(eq(runs.id, id));
  });
}

/**
 * See `Catalogue.saveRun`. What a visitor sends is kept as visitors.ts says.
 * @param mayStore is asked before anything of a visitor is stored; it throws where there is no room on the disk.
 */
export async function saveRun(
  db: Db,
  value: RunRecord,
  room: VisitorsRoom,
  mayStore: () => Promise<void>,
): Promise<{ id: string; created: boolean }> {
  const record = parseAs(runRecordSchema, value);
  const { paperId, scope } = await scopeOf(db, record.paper);
  const visitors = record.origin === "browser";
  const now = Date.now();
  const reasons = [
    ...unknownReferences(record, record.seeds, scope),
    ...strangeEnd(record),
    ...strangeTimes(record, visitors ? null : now),
    ...notOurs(record.origin),
  ];
  if (reasons.length === 0 && visitors && scope.experiment) reasons.push(...implausible(record, scope.experiment));
  if (reasons.length > 0) throw invalidRun(reasons);
  const contentHash = hashOf(record);
  const [same] = await db.select({ contentHash: runs.contentHash }).from(runs).where(eq(runs.id, record.id));
  if (same) return again(record.id, same, contentHash);
  const kept = visitors ? asReceived(record, now) : record;
  const bytes = visitors ? bytesOf(kept) : 0;
  if (visitors) {
    mustFit(bytes, room);
    await mayStore();
  }
  const { created, gone } = await db.transaction(async (tx) => ({
    created: await insertRecord(tx, paperId, kept, { contentHash, bytes }),
    gone: visitors ? await makeRoom(tx, room) : 0,
  }));
  if (gone > 0) await reclaim(db);
  if (created) return { id: record.id, created };
  const [other] = await db.select({ contentHash: runs.contentHash }).from(runs).where(eq(runs.id, record.id));
  return again(record.id, other, contentHash);
}

function again(id: string, { contentHash }: { contentHash: string | null }, sent: string) {
  if (contentHash !== sent) throw taken(id);
  return { id, created: false };
}

/** Writes a whole record as it is, checked by the caller. Returns false, and writes nothing, if the id exists. */
export async function insertRecord(
  tx: Db,
  paperId: number,
  record: RunRecord,
  { contentHash, bytes }: { readonly contentHash: string; readonly bytes: number } = {
    contentHash: hashOf(record),
    bytes: 0,
  },
): Promise<boolean> {
  const [row] = await tx
    .insert(runs)
    .values({
      ...head(record, paperId),
      state: record.state,
      finishedAt: record.finishedAt === null ? null : new Date(record.finishedAt),
      error: record.error,
      notes: record.notes,
      contentHash,
      bytes,
    })
    .onConflictDoNothing()
    .returning({ id: runs.id });
  if (!row) return false;
  await insertPoints(tx, record.id, record.points);
  await insertMeasurements(tx, record.id, record.measurements, 0);
  return true;
}

/** Identity of a record's content; field order is the schema's, because records pass through it first. */
export const hashOf = (record: RunRecord): string => createHash("sha256").update(JSON.stringify(record)).digest("hex");

const uniqueViolation = "23505";

function head(run: Omit<RunStart, "process">, paperId: number) {
  const { id, preset, registration = null, seeds, device, threads, versions, machine, origin } = run;
  const startedAt = new Date(run.startedAt);
  return { id, paperId, preset, registration, seeds, device, threads, versions, machine, origin, startedAt };
}

async function insertMeasurements(tx: Db, runId: string, all: readonly Measurement[], from: number): Promise<void> {
  if (all.length === 0) return;
  await tx
    .insert(measurements)
    .values(all.map((measurement, index) => ({ ...measurement, runId, ordinal: from + index })));
}

/** A run's row, locked until the transaction ends, so that two batches cannot overtake each other. */
async function lockRun(tx: Db, id: string) {
  const [run] = await tx
    .select({
      paper: papers.slug,
      seeds: runs.seeds,
      state: runs.state,
      notes: runs.notes,
      nextBatch: runs.nextBatch,
      startedAt: runs.startedAt,
      finishedAt: runs.finishedAt,
    })
    .from(runs)
    .innerJoin(papers, eq(papers.id, runs.paperId))
    .where(isUuid(id) ? eq(runs.id, id) : sql`false`)
    .for("update", { of: runs });
  if (!run) throw new LibraryError("NO_SUCH_RUN", `no such run: ${id.slice(0, 80)}`);
  return run;
}

async function scopeOf(db: Db, slug: string): Promise<{ paperId: number; scope: PaperScope }> {
  const [paper] = await db
    .select({ id: papers.id, experiment: papers.experiment })
    .from(papers)
    .where(eq(papers.slug, slug));
  if (!paper) throw invalidRun([`paper: there is no paper ${JSON.stringify(slug)}`]);
  const rows = await db
    .select({ id: claims.id })
    .from(claims)
    .where(and(eq(claims.paperId, paper.id), eq(claims.retired, false)))
    .orderBy(claims.position);
  const { experiment } = paper;
  return { paperId: paper.id, scope: { slug, claims: new Set(rows.map(({ id }) => id)), experiment } };
}

function overfull(
  run: { readonly notes: readonly string[] },
  batch: RunBatch,
  before: { points: number; measurements: number },
): string[] {
  const total = {
    points: before.points + batch.points.length,
    measurements: before.measurements + batch.measurements.length,
    notes: run.notes.length + batch.notes.length,
  };
  return (["points", "measurements", "notes"] as const)
    .filter((name) => total[name] > limits[name])
    .map((name) => `${name}: a run holds at most ${limits[name]}, this batch would make it ${total[name]}`);
}

const notOurs = (origin: string): string[] =>
  origin === "committed" ? ['origin: "committed" is for the results that ship with a paper'] : [];

const taken = (id: string) => new LibraryError("RUN_EXISTS", `the run id ${id} is taken by another run`);

const ended = (id: string, state: string) =>
  new LibraryError("RUN_ENDED", `run ${id} has ended (${state}); nothing can be added`);
