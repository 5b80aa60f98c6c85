/** Runs whose process is gone: interrupted, with everything they had measured. */
import { and, eq, inArray, or, sql } from "drizzle-orm";
import { runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { livenessOf } from "../store/process.ts";

/** A run that says nothing for so long is taken for dead; it may speak up again. */
export const silent = sql<boolean>`${runs.heartbeatAt} < now() - interval '2 minutes'`;

type Row = typeof runs.$inferSelect;

/**
 * A run as it is to be read: one that says it is running, but whose process is gone or silent, was interrupted. Reading writes
 * nothing; the row itself says so once the library is opened anew.
 */
export function asFound<Found extends Row>(run: Found & { readonly silent: boolean }): Found {
  if (run.state !== "running" || !(run.silent || isDead(run))) return run;
  return { ...run, state: "interrupted", finishedAt: new Date(Math.max(+run.heartbeatAt, +run.startedAt)) };
}

const isDead = ({ processHost: host, processPid: pid, processStarted: started }: Row): boolean =>
  host !== null && pid !== null && livenessOf({ host, pid, started }) === "dead";

/** Called when a library opens. One query when nothing is running. */
export async function sweepRuns(db: Db): Promise<void> {
  const running = await db.select().from(runs).where(eq(runs.state, "running"));
  if (running.length === 0) return;
  const dead = running.filter(isDead).map(({ id }) => id);
  await db
    .update(runs)
    // It ended when it was last heard of, as far as anybody knows; a clock that runs behind must not end it before it began.
    .set({ state: "interrupted", finishedAt: sql`greatest(${runs.heartbeatAt}, ${runs.startedAt})` })
    .where(and(eq(runs.state, "running"), or(silent, dead.length > 0 ? inArray(runs.id, dead) : undefined)));
}
