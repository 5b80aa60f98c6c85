/** Runs on their way into the store: opened, fed and ended by a living process, or saved whole. */
import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Measurement, Point, RunBatch, RunEnd, RunRecord, RunStart } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { claims, measurements, papers, points, runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { sqlState } from "../store/migrate.ts";
import { isUuid } from "./id.ts";
import { invalidRun, parseAs, strangeEnd, strangersIn, strangeTimes, type PaperScope } from "./check.ts";
import { limits, runBatchSchema, runEndSchema, runRecordSchema, runStartSchema } from "./schema.ts";

/** See `Catalogue.startRun`. */
export async function startRun(db: Db, start: RunStart): Promise<void> {
  const { process, ...run } = parseAs(runStartSchema, start);
  const { paperId, scope } = await scopeOf(db, run.paper);
  const reasons = [
    ...strangersIn({ points: [], measurements: [] }, run.seeds, scope),
    ...strangeTimes(run.startedAt, null, Date.now()),
    ...notOurs(run.origin),
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
    const before = await countRows(tx, id);
    const reasons = [...strangersIn(batch, run.seeds, scope), ...overfull(run, batch, before)];
    if (reasons.length > 0) throw invalidRun(reasons);
    await insertPoints(tx, id, batch.points, before.points);
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
    const reasons = [...strangeEnd(end), ...strangeTimes(run.startedAt.toISOString(), end.finishedAt, Date.now())];
    if (reasons.length > 0) throw invalidRun(reasons);
    await tx.update(runs).set({ state: end.state, finishedAt, error: end.error }).where(eq(runs.id, id));
  });
}

/** See `Catalogue.saveRun`. */
export async function saveRun(db: Db, value: RunRecord): Promise<{ id: string; created: boolean }> {
  const record = parseAs(runRecordSchema, value);
  const { paperId, scope } = await scopeOf(db, record.paper);
  const reasons = [
    ...strangersIn(record, record.seeds, scope),
    ...strangeEnd(record),
    ...strangeTimes(record.startedAt, record.finishedAt, Date.now()),
    ...notOurs(record.origin),
  ];
  if (reasons.length > 0) throw invalidRun(reasons);
  const created = await db.transaction((tx) => insertRecord(tx, paperId, record));
  if (!created) {
    const [{ contentHash }] = await db
      .select({ contentHash: runs.contentHash })
      .from(runs)
      .where(eq(runs.id, record.id));
    if (contentHash !== hashOf(record)) throw taken(record.id);
  }
  return { id: record.id, created };
}

/** Writes a whole record as it is, checked by the caller. Returns false, and writes nothing, if the id exists. */
export async function insertRecord(tx: Db, paperId: number, record: RunRecord): Promise<boolean> {
  const [row] = await tx
    .insert(runs)
    .values({
      ...head(record, paperId),
      state: record.state,
      finishedAt: record.finishedAt === null ? null : new Date(record.finishedAt),
      error: record.error,
      notes: record.notes,
      contentHash: hashOf(record),
    })
    .onConflictDoNothing()
    .returning({ id: runs.id });
  if (!row) return false;
  await insertPoints(tx, record.id, record.points, 0);
  await insertMeasurements(tx, record.id, record.measurements, 0);
  return true;
}

/** Identity of a record's content; field order is the schema's, because records pass through it first. */
export const hashOf = (record: RunRecord): string => createHash("sha256").update(JSON.stringify(record)).digest("hex");

const uniqueViolation = "23505";

function head(run: Omit<RunStart, "process">, paperId: number) {
  const { id, preset, seeds, device, threads, versions, machine, origin, startedAt } = run;
  return { id, paperId, preset, seeds, device, threads, versions, machine, origin, startedAt: new Date(startedAt) };
}

/** One parameter for all rows: a statement with a parameter per value takes longer to build than to run. */
async function insertPoints(tx: Db, runId: string, all: readonly Point[], from: number): Promise<void> {
  if (all.length === 0) return;
  const rows = JSON.stringify(all.map((point, index) => ({ ...point, ordinal: from + index })));
  await tx.execute(sql`
    insert into points (run_id, ordinal, chart, series, x, y, seed)
    select ${runId}::uuid, ordinal, chart, series, x, y, seed from json_to_recordset(${rows}::text::json)
      as row(ordinal integer, chart text, series text, x double precision, y double precision, seed integer)`);
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

async function countRows(tx: Db, id: string): Promise<{ points: number; measurements: number }> {
  const [drawn, measured] = [
    await tx.$count(points, eq(points.runId, id)),
    await tx.$count(measurements, eq(measurements.runId, id)),
  ];
  return { points: drawn, measurements: measured };
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
  const charts = paper.experiment && new Set(Object.keys(paper.experiment.charts));
  return { paperId: paper.id, scope: { slug, claims: new Set(rows.map(({ id }) => id)), charts } };
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
