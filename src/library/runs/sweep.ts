/** Marks runs whose process is gone as interrupted. What they had measured stays. */
import { and, eq, inArray, lt, or, sql } from "drizzle-orm";
import { runs } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { livenessOf } from "../store/process.ts";

/** A run that says nothing for so long is taken for dead; it may speak up again. */
const silence = sql`now() - interval '2 minutes'`;

/** One query when nothing is running. Called when a library opens, and before runs are read. */
export async function sweepRuns(db: Db): Promise<void> {
  const running = await db
    .select({ id: runs.id, host: runs.processHost, pid: runs.processPid, started: runs.processStarted })
    .from(runs)
    .where(eq(runs.state, "running"));
  if (running.length === 0) return;
  const dead = running.flatMap(({ id, host, pid, started }) =>
    host !== null && pid !== null && livenessOf({ host, pid, started }) === "dead" ? [id] : [],
  );
  await db
    .update(runs)
    // It ended when it was last heard of, as far as anybody knows; a clock that runs behind must not end it before it began.
    .set({ state: "interrupted", finishedAt: sql`greatest(${runs.heartbeatAt}, ${runs.startedAt})` })
    .where(
      and(
        eq(runs.state, "running"),
        or(lt(runs.heartbeatAt, silence), dead.length > 0 ? inArray(runs.id, dead) : undefined),
      ),
    );
}
