/** Asking for a run, and asking for its end. */
import { randomUUID } from "node:crypto";
import { and, eq, inArray, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { ExperimentFacts } from "../catalogue.ts";
import { noSuchPaper } from "../community/person.ts";
import { LibraryError } from "../errors.ts";
import { hasRole } from "../readers/reader.ts";
import { isUuid } from "../runs/id.ts";
import { finishRun } from "../runs/write.ts";
import { papers, runs, serverRuns } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { isGone, lease } from "./lease.ts";
import { audienceOf, mustBeWithin, quotaOf, refusedBy, type Asker } from "./permission.ts";

export const requestSchema = z.strictObject({
  /** Slug. */
  paper: z.string().min(1).max(300),
  preset: z.enum(["quick", "full"]).default("quick"),
  /** Of the quick preset only: what verdicts may stand on is not for anybody to choose. */
  seed: z.int().min(0).max(2_147_483_647).optional(),
});
export type RunRequest = z.input<typeof requestSchema>;

/** An arbitrary constant: requests are counted one after another, or two at once would both be the last that is allowed. */
const oneByOne = 77_867;

/**
 * Puts a run among those that wait. Returns its id.
 * @throws LibraryError NO_SUCH_PAPER, INVALID_INPUT, NOT_ALLOWED, TOO_OFTEN.
 */
export async function addRequest(db: Db, asker: Asker, request: RunRequest): Promise<string> {
  const { success, data, error } = requestSchema.safeParse(request);
  if (!success) {
    const [{ path, message }] = error.issues;
    throw new LibraryError("INVALID_INPUT", `${path.join(".") || "request"}: ${message}`);
  }
  const [paper] = await db
    .select({ id: papers.id, experiment: papers.experiment })
    .from(papers)
    .where(eq(papers.slug, data.paper));
  if (paper === undefined) throw noSuchPaper(data.paper);
  const seeds = seedsFor(data, paper.experiment);
  const id = randomUUID();
  await db.transaction(async (tx) => {
    const refusal = refusedBy(await audienceOf(tx), asker);
    if (refusal !== null) throw new LibraryError("NOT_ALLOWED", refusal);
    if (asker.kind === "visitor" && data.preset === "full")
      throw new LibraryError("NOT_ALLOWED", "full runs on the server are for people who are signed in");
    await tx.execute(sql`select pg_advisory_xact_lock(${oneByOne})`);
    mustBeWithin(quotaOf(asker), await countsOf(tx, asker));
    await tx.insert(serverRuns).values({ id, paperId: paper.id, preset: data.preset, seeds, ...ownerOf(asker) });
  });
  return id;
}

function seedsFor({ paper, preset, seed }: z.output<typeof requestSchema>, facts: ExperimentFacts | null): number[] {
  const refused = (why: string) => new LibraryError("INVALID_INPUT", why);
  if (facts === null) throw refused(`${paper} has no experiment, so nothing of it can be run`);
  if (preset === "full" && facts.untuned)
    throw refused(`the rates of ${paper} are not tuned yet, so there is no full run, which has a verdict`);
  if (preset === "full" && seed !== undefined)
    throw refused("a full run has the seeds that were decided beforehand; choose one of the quick preset only");
  return seed === undefined ? Array.from({ length: facts.presets[preset].seeds }, (_, index) => index + 1) : [seed];
}

const ownerOf = (asker: Asker) => ({
  userId: asker.kind === "reader" ? asker.id : null,
  network: asker.kind === "visitor" ? asker.network : null,
});

/** Rows of whoever asks. */
export function askedBy(asker: Asker): SQL {
  if (asker.kind === "reader") return eq(serverRuns.userId, asker.id);
  if (asker.kind === "visitor") return and(sql`${serverRuns.userId} is null`, eq(serverRuns.network, asker.network))!;
  return sql`(${serverRuns.userId} is null and ${serverRuns.network} is null)`;
}

async function countsOf(tx: Db, asker: Asker) {
  const [counts] = await rowsOf<{ unfinished: number; today: number; freeInSeconds: number; waiting: number }>(
    tx,
    sql`select
        count(*) filter (where state in ('waiting', 'running') and ${askedBy(asker)})::int as unfinished,
        count(*) filter (where requested_at > now() - interval '1 day' and ${askedBy(asker)})::int as today,
        coalesce(ceil(extract(epoch from min(requested_at) filter (where requested_at > now() - interval '1 day' and ${askedBy(asker)})
          + interval '1 day' - now())), 0)::int as "freeInSeconds",
        count(*) filter (where state = 'waiting')::int as waiting
      from server_runs where state in ('waiting', 'running') or requested_at > now() - interval '1 day'`,
  );
  return counts;
}

/**
 * Asks for a run's end. One that waits, or whose worker is gone, has ended by then; a worker hears of it within a second or two.
 * Asking again is harmless.
 * @throws LibraryError NO_SUCH_RUN; NOT_ALLOWED for a run of somebody else; RUN_ENDED where it ended otherwise.
 */
export async function cancelRun(db: Db, asker: Asker, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [run] = await tx
      .select({ ...columns, silent: sql<boolean>`coalesce(${serverRuns.heartbeatAt} < now() - ${lease}, true)` })
      .from(serverRuns)
      .leftJoin(runs, eq(runs.id, serverRuns.id))
      .where(isUuid(id) ? eq(serverRuns.id, id) : sql`false`)
      .for("update", { of: serverRuns });
    if (run === undefined)
      throw new LibraryError("NO_SUCH_RUN", `no run ${JSON.stringify(id.slice(0, 60))} was asked for on this server`);
    if (!mayEnd(asker, run))
      throw new LibraryError("NOT_ALLOWED", "somebody else asked for this run; only they or an admin end it");
    if (run.state === "cancelled") return;
    if (run.state === "finished" || run.state === "failed")
      throw new LibraryError("RUN_ENDED", `run ${id} has ended already (${run.state}); there is nothing to cancel`);
    await tx.update(serverRuns).set({ cancelling: true }).where(eq(serverRuns.id, id));
    if (run.state === "waiting" || run.silent || isGone(run)) await endCancelled(tx, id);
  });
}

/** Whether somebody may end a run: it is theirs, or they administer. */
function mayEnd(asker: Asker, run: { readonly userId: number | null; readonly network: string | null }): boolean {
  if (asker.kind === "reader") return run.userId === asker.id || hasRole(asker, "admin");
  return asker.kind === "command" || (run.userId === null && run.network === asker.network);
}

/** Whether there is something to end, for whoever asks. */
export async function mayCancel(db: Db, asker: Asker, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const [run] = await db
    .select({ userId: serverRuns.userId, network: serverRuns.network })
    .from(serverRuns)
    .where(and(eq(serverRuns.id, id), inArray(serverRuns.state, ["waiting", "running"])));
  return run !== undefined && mayEnd(asker, run);
}

const columns = {
  state: serverRuns.state,
  userId: serverRuns.userId,
  network: serverRuns.network,
  host: runs.processHost,
  pid: runs.processPid,
  started: runs.processStarted,
};

/** Ends a run that nobody computes; what an earlier try measured is kept. A worker that speaks after all is told that it has ended. */
export async function endCancelled(tx: Db, id: string): Promise<void> {
  await tx
    .update(serverRuns)
    .set({ state: "cancelled", cancelling: true, finishedAt: sql`now()` })
    .where(eq(serverRuns.id, id));
  await endBegun(tx, id, "cancelled", null);
}

/** Ends what is in `runs` of a run, if it was ever begun. */
export async function endBegun(tx: Db, id: string, state: "cancelled" | "failed", error: string | null): Promise<void> {
  const [begun] = await tx
    .select({ startedAt: runs.startedAt })
    .from(runs)
    .where(and(eq(runs.id, id), inArray(runs.state, ["running", "interrupted"])));
  if (begun === undefined) return;
  const finishedAt = new Date(Math.max(Date.now(), begun.startedAt.getTime())).toISOString();
  await finishRun(tx, id, { state, finishedAt, error });
}
