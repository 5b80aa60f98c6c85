/** Runs that the server computes for whoever asks: as jobs, which any worker takes, and another one where a worker dies. */
import type { Person } from "../community/person.ts";
import type { RunBatch, RunEnd, RunStart } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import type { JobHandler, Jobs } from "../jobs/jobs.ts";
import type { Db } from "../store/database.ts";
import type { Disk } from "../store/disk.ts";
import { createFollowing, type Followed, type Following } from "./follow.ts";
import { leaseSeconds } from "./lease.ts";
import { audienceOf, refusedBy, setAudience, type Asker, type Audience } from "./permission.ts";
import { newsOf, statusOfRun, unfinished, unfinishedOf, type RunNews, type RunStatus } from "./read.ts";
import { addRequest, cancelRun, mayCancel, type RunRequest } from "./request.ts";
import { appendTry, beginTry, failOrder, finishTry, orderOf, releaseTry, type Order, type Progress } from "./work.ts";

export type { Asker, Audience, Followed, Order, Progress, RunNews, RunRequest, RunStatus };

/** What readers ask. */
export interface ServerRuns extends Following {
  /**
   * Asks for a run.
   * @throws LibraryError NO_SUCH_PAPER; INVALID_INPUT for a preset or seed that the paper has not; NOT_ALLOWED; TOO_OFTEN for
   * more than a quota allows; DISK_FULL.
   */
  request(asker: Asker, request: RunRequest): Promise<RunStatus>;
  /**
   * Asks for a run's end; twice is harmless.
   * @throws LibraryError NO_SUCH_RUN, NOT_ALLOWED for a run of somebody else, RUN_ENDED for one that has ended otherwise.
   */
  cancel(asker: Asker, id: string): Promise<RunStatus>;
  /** Whether somebody may end a run, and it has not ended. */
  mayCancel(asker: Asker, id: string): Promise<boolean>;
  /** Those that are to be done, the first that was asked for first. */
  unfinished(limit: number): Promise<RunStatus[]>;
  /** How any run stands; null: there is none. */
  status(id: string): Promise<RunStatus | null>;
  /** What any run has seen since a cursor, a part of it where that is much; null: there is no such run. */
  news(id: string, after?: string | null): Promise<RunNews | null>;
  /** The run of a paper that somebody has asked for and that is still to be done; null: there is none. */
  unfinishedOf(asker: Asker, paper: string): Promise<RunStatus | null>;
  /** Why somebody may not have anything computed here; null: they may. */
  refusal(asker: Asker): Promise<string | null>;
  audience(): Promise<Audience>;
  /** @param audience one of `audiences`. @throws LibraryError NOT_ALLOWED, INVALID_INPUT. */
  setAudience(admin: Person, audience: string): Promise<void>;
}

/** What a worker says. See work.ts. */
export interface RunWork {
  /** Says who computes: called with each run that is to be done, one at a time in each process. Before jobs are started. */
  take(handler: (order: Order, signal: AbortSignal) => Promise<void>): void;
  begin(start: RunStart): Promise<number | null>;
  append(id: string, attempt: number, batch: RunBatch, progress: Progress): Promise<{ cancelling: boolean }>;
  finish(id: string, attempt: number, end: RunEnd): Promise<void>;
  release(id: string, attempt: number): Promise<void>;
  fail(id: string, error: string): Promise<void>;
}

const jobName = "runs.compute";

/** Seconds that a try may take: the longest recordings take hours. */
const longest = 23 * 3_600;

interface Where {
  readonly jobs: Jobs;
  readonly disk: Disk;
  /** false: nothing is computed here, and nobody else could. */
  readonly computed: boolean;
}

export function createServerRuns(db: Db, { jobs, disk, computed }: Where): ServerRuns & { readonly work: RunWork } {
  const job = (id: string) => ({ data: { run: id }, singletonKey: id });
  const standing = async (id: string) => (await statusOfRun(db, id))!;
  const refusal = async (asker: Asker) =>
    computed
      ? refusedBy(await audienceOf(db), asker)
      : "this server computes no experiments (PAPERTAPE_RUN_CORES is 0)";
  return {
    ...createFollowing(db),
    async request(asker, request) {
      if (!computed) throw new LibraryError("NOT_ALLOWED", (await refusal(asker))!);
      await disk.mustHaveReserve();
      const id = await addRequest(db, asker, request);
      const { data, singletonKey } = job(id);
      // Where jobs rest, or nobody works on them yet, it waits: whoever begins to work begins with what there is to do.
      await jobs.send(jobName, data, { singletonKey }).catch((error: unknown) => {
        if (!(error instanceof LibraryError) || error.code !== "JOBS_STOPPED") throw error;
      });
      return standing(id);
    },
    async cancel(asker, id) {
      await cancelRun(db, asker, id);
      return standing(id);
    },
    mayCancel: (asker, id) => mayCancel(db, asker, id),
    async unfinished(limit) {
      const standing = await Promise.all((await unfinished(db, limit)).map((id) => statusOfRun(db, id)));
      return standing.filter((one) => one !== null);
    },
    status: (id) => statusOfRun(db, id),
    news: (id, after) => newsOf(db, id, after),
    async unfinishedOf(asker, paper) {
      const id = await unfinishedOf(db, asker, paper);
      return id === null ? null : statusOfRun(db, id);
    },
    refusal,
    audience: () => audienceOf(db),
    setAudience: (admin, audience) => setAudience(db, admin, audience),
    work: {
      take(handler) {
        const compute: JobHandler = async ({ run }, { signal }) => {
          const order = await orderOf(db, String(run));
          if (order !== null) await handler(order, signal);
        };
        jobs.define(jobName, compute, {
          ...{ retries: 100, retryDelay: 1, timeout: longest, lease: leaseSeconds, poll: 5 },
          pending: async () => (await unfinished(db)).map(job),
        });
      },
      begin: (start) => beginTry(db, start),
      append: (...said) => appendTry(db, ...said),
      finish: (...said) => finishTry(db, ...said),
      release: (...said) => releaseTry(db, ...said),
      fail: (...said) => failOrder(db, ...said),
    },
  };
}
