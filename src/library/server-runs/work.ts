/** What a worker says: that it begins a run, what the run sees, and its end. Each try has a number; what an earlier one says counts no more. */
import { and, eq, inArray, sql } from "drizzle-orm";
import type { PresetName, RunBatch, RunEnd, RunStart } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { appendRun, finishRun, startRun } from "../runs/write.ts";
import { papers, runs, serverRuns } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { endBegun, endCancelled } from "./request.ts";

/** What is to be computed. */
export interface Order {
  readonly id: string;
  /** Slug. */
  readonly paper: string;
  readonly preset: PresetName;
  readonly seeds: readonly number[];
}

export interface Progress {
  /** 0..1 */
  readonly fraction: number;
  readonly doing: string;
}

/** So many workers may die of a run before it is given up; it may be the run that kills them. */
export const maxLost = 3;
/** Tries altogether: workers that stop in order give a run back as often as they stop. */
const maxAttempts = 50;

/** null: it has ended, or never was. */
export async function orderOf(db: Db, id: string): Promise<Order | null> {
  const [order] = await db
    .select({ id: serverRuns.id, paper: papers.slug, preset: serverRuns.preset, seeds: serverRuns.seeds })
    .from(serverRuns)
    .innerJoin(papers, eq(papers.id, serverRuns.paperId))
    .where(and(eq(serverRuns.id, id), inArray(serverRuns.state, ["waiting", "running"])));
  return order ?? null;
}

/**
 * Begins a try: what an earlier one left is removed, because seeds are computed whole, and the run notes it where its worker died.
 * @param start of the run; its id, paper, preset and seeds are those of the order.
 * @returns the number of the try; null: there is nothing to do any more.
 */
export async function beginTry(db: Db, start: RunStart): Promise<number | null> {
  return db.transaction(async (tx) => {
    const { id } = start;
    const [row] = await tx.select().from(serverRuns).where(eq(serverRuns.id, id)).for("update");
    if (row === undefined || (row.state !== "waiting" && row.state !== "running")) return null;
    if (row.cancelling) {
      await endCancelled(tx, id);
      return null;
    }
    const lost = row.lost + (row.state === "running" ? 1 : 0);
    const attempt = row.attempt + 1;
    if (lost >= maxLost || attempt > maxAttempts) {
      const why =
        lost >= maxLost
          ? `its worker died ${lost} times`
          : `${row.attempt} workers have begun it, and none has ended it`;
      await endFailed(tx, id, `given up: ${why}`, lost);
      return null;
    }
    await tx.delete(runs).where(eq(runs.id, id));
    await startRun(tx, start);
    if (lost > 0)
      await tx
        .update(runs)
        .set({ notes: [lostNote(lost, attempt)] })
        .where(eq(runs.id, id));
    await tx
      .update(serverRuns)
      .set({ state: "running", attempt, lost, fraction: 0, doing: "", heartbeatAt: sql`now()` })
      .where(eq(serverRuns.id, id));
    return attempt;
  });
}

const lostNote = (lost: number, attempt: number): string =>
  `The worker died ${lost === 1 ? "once" : `${lost} times`}, and the run was given to another one: this is try ${attempt}.`;

/** Adds what was seen since, also when that is nothing. @throws LibraryError RUN_ENDED where the run is another try's, or nobody's, by now. */
export async function appendTry(
  db: Db,
  id: string,
  attempt: number,
  batch: RunBatch,
  { fraction, doing }: Progress,
): Promise<{ cancelling: boolean }> {
  return db.transaction(async (tx) => {
    const progress = { fraction, doing: doing.slice(0, 300), heartbeatAt: sql`now()` };
    const held = await tx
      .update(serverRuns)
      .set(progress)
      .where(ofTry(id, attempt))
      .returning({ cancelling: serverRuns.cancelling });
    if (held.length === 0) throw takenAway(id);
    await appendRun(tx, id, batch);
    return held[0];
  });
}

/** Ends the run. @throws LibraryError RUN_ENDED, see `appendTry`. */
export async function finishTry(db: Db, id: string, attempt: number, end: RunEnd): Promise<void> {
  await db.transaction(async (tx) => {
    const { state, error } = end;
    const fraction = state === "finished" ? { fraction: 1 } : {};
    const held = await tx
      .update(serverRuns)
      .set({ state, error, finishedAt: sql`now()`, ...fraction })
      .where(ofTry(id, attempt))
      .returning({ id: serverRuns.id });
    if (held.length === 0) throw takenAway(id);
    await finishRun(tx, id, end);
  });
}

/** The worker stops in order: the run waits for another. */
export async function releaseTry(db: Db, id: string, attempt: number): Promise<void> {
  await db.update(serverRuns).set({ state: "waiting", heartbeatAt: null }).where(ofTry(id, attempt));
}

/** Nothing of it can be computed, by anybody. */
export async function failOrder(db: Db, id: string, error: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx.select().from(serverRuns).where(eq(serverRuns.id, id)).for("update");
    if (row?.state === "waiting" || row?.state === "running") await endFailed(tx, id, error, row.lost);
  });
}

async function endFailed(tx: Db, id: string, error: string, lost: number): Promise<void> {
  await tx
    .update(serverRuns)
    .set({ state: "failed", error, lost, finishedAt: sql`now()` })
    .where(eq(serverRuns.id, id));
  await endBegun(tx, id, "failed", error);
}

const ofTry = (id: string, attempt: number) =>
  and(eq(serverRuns.id, id), eq(serverRuns.attempt, attempt), eq(serverRuns.state, "running"));

const takenAway = (id: string) =>
  new LibraryError("RUN_ENDED", `run ${id} has ended, or another worker has taken it over`);
