/**
 * Work that happens later, again, or on a schedule: pg-boss on the library's own database, embedded or a server's. A job is in the
 * database before anybody works on it, so that it survives the process; one that throws is tried again, later each time.
 */
import type { PgBoss } from "pg-boss";
import { LibraryError } from "../errors.ts";
import type { Database } from "../store/database.ts";
import { createBoss } from "./boss.ts";
import { listJobs, type JobRow } from "./rows.ts";
import { listSchedules, type ScheduleRow } from "./schedules.ts";

export type { JobRow } from "./rows.ts";
export type { ScheduleRow } from "./schedules.ts";

/** Plain JSON. */
export type JobData = Readonly<Record<string, unknown>>;

export interface JobContext {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /**
   * Aborted when this process stops, or the job has taken too long. A handler that leaves its work unfinished then throws
   * `signal.reason`, so that the job is tried again.
   */
  readonly signal: AbortSignal;
}

/** What it returns is kept with the job, for people to see. */
export type JobHandler = (data: JobData, context: JobContext) => Promise<JobData | void>;

export interface JobOptions {
  /** How often a job that threw is tried again; default 5. */
  readonly retries?: number;
  /** Seconds before the first new try; doubled for each one after it, an hour at most; default 30. */
  readonly retryDelay?: number;
  /** Seconds that a try may take; default an hour. */
  readonly timeout?: number;
  /** Seconds without a sign of life after which the process that works on it counts as dead, and another takes it; default 120, at least 10. */
  readonly lease?: number;
  /** Seconds after which a process looks for work of this kind that it was not told of. */
  readonly poll?: number;
  /** What is to be done of this kind: sent when a process begins to work, where it is not in the queue. */
  readonly pending?: () => Promise<readonly { readonly data: JobData; readonly singletonKey: string }[]>;
}

export interface SendOptions {
  /** While a job of that key waits, works, or waits for its next try, no second one is taken. */
  readonly singletonKey?: string;
  /** Not before. */
  readonly startAfter?: Date;
}

export interface ScheduleOptions {
  /** IANA time zone of the cron line; default UTC. */
  readonly tz?: string;
  readonly data?: JobData;
  /** What had to happen while nothing ran happens once, late; default false: it is left out. */
  readonly catchUp?: boolean;
}

export interface JobsState {
  readonly state: "stopped" | "starting" | "running" | "failed";
  /** Why it failed. */
  readonly reason: string | null;
}

export interface Jobs {
  /** Says who does a kind of work; before `start`. Names are words like "ingest.source". */
  define(name: string, handler: JobHandler, options?: JobOptions): void;
  /** Sends a job of that name by a cron line of five fields; before `start`. A name has one schedule. */
  schedule(name: string, cron: string, options?: ScheduleOptions): void;
  /**
   * Puts a job into the queue, for whichever process works. The job's id; null: one with that key is there already.
   * @throws LibraryError JOBS_STOPPED where jobs were never started, or could not be.
   */
  send(name: string, data: JobData, options?: SendOptions): Promise<string | null>;
  /** Lets this process send jobs without doing any: for a command beside workers. */
  connect(): Promise<void>;
  /** Begins to work; `onError` hears of everything that goes wrong in the background. Never throws: `state` says what is so. */
  start(onError: (error: Error) => void): Promise<void>;
  /**
   * Lets what is under way stop at its next place to stop; what did not is tried again later. Harmless when nothing runs.
   * @param reason for people to see, where work may start again.
   */
  stop(reason?: string): Promise<void>;
  state(): JobsState;
  /** Newest first; what has finished is kept for a week. */
  list(filter?: { readonly name?: string; readonly limit?: number }): Promise<JobRow[]>;
  /** What runs by itself; the next first. */
  schedules(): Promise<ScheduleRow[]>;
}

interface Definition {
  readonly handler: JobHandler;
  readonly options: JobOptions;
}

interface Planned extends ScheduleOptions {
  readonly cron: string;
}

/** Seconds for which a finished job can be looked at. */
const kept = 7 * 86_400;
/** Seconds without a sign of life after which a job's process counts as dead. */
const silence = 120;
/** Milliseconds that work under way gets when the process stops. */
const grace = 5_000;

/** @param poll seconds after which a process looks for work that it was not told of: new tries, and jobs for later. */
export function createJobs(database: Database, { poll = 30 }: { readonly poll?: number } = {}): Jobs {
  const definitions = new Map<string, Definition>();
  const schedules = new Map<string, Planned>();
  let stopping = new AbortController();
  let state: JobsState = { state: "stopped", reason: null };
  let starting: Promise<PgBoss> | undefined;

  async function open(onError: (error: Error) => void): Promise<PgBoss> {
    const boss = await createBoss(database);
    boss.on("error", onError);
    try {
      await boss.start();
      for (const [name, definition] of definitions)
        await work(boss, name, definition, { poll, stopping: stopping.signal });
      for (const [name, planned] of schedules) await plan(boss, name, planned);
      for (const [name, { options }] of definitions)
        for (const { data, singletonKey } of (await options.pending?.()) ?? [])
          await boss.send(name, data, { singletonKey });
      // What an earlier version scheduled.
      for (const { name } of await boss.getSchedules()) if (!schedules.has(name)) await boss.unschedule(name);
      return boss;
    } catch (error) {
      await boss.stop({ graceful: false });
      throw error;
    }
  }

  return {
    define(name, handler, options = {}) {
      definitions.set(name, { handler, options });
    },
    schedule(name, cron, options = {}) {
      schedules.set(name, { cron, ...options });
    },
    async send(name, data, { singletonKey, startAfter } = {}) {
      const boss = await starting?.catch(() => undefined);
      if (boss === undefined) {
        const why = state.reason === null ? "jobs are not started in this process" : `jobs do not run: ${state.reason}`;
        throw new LibraryError("JOBS_STOPPED", `cannot queue ${name}: ${why}`);
      }
      // Where it is for other processes, and none has begun to work yet.
      if (!definitions.has(name) && (await boss.getQueue(name)) === null)
        throw new LibraryError("JOBS_STOPPED", `cannot queue ${name}: no process has worked on such jobs yet`);
      // The queue takes one job a key, and no key is a key too.
      return boss.send(name, data, { singletonKey: singletonKey ?? crypto.randomUUID(), startAfter });
    },
    async connect() {
      const boss = await createBoss(database, { works: false });
      // Whoever sends hears of what goes wrong.
      boss.on("error", () => {});
      await boss.start();
      starting = Promise.resolve(boss);
    },
    async start(onError) {
      state = { state: "starting", reason: null };
      stopping = new AbortController();
      starting = open(onError);
      try {
        await starting;
        state = { state: "running", reason: null };
      } catch (error) {
        state = { state: "failed", reason: (error as Error).message };
        onError(error as Error);
      }
    },
    async stop(reason) {
      stopping.abort(new Error("this process stops"));
      const boss = await starting?.catch(() => undefined);
      await boss?.stop({ graceful: true, timeout: grace });
      starting = undefined;
      state = { state: "stopped", reason: reason ?? null };
    },
    state: () => state,
    list: (filter) => listJobs(database.db, filter),
    schedules: () => listSchedules(database.db, schedules),
  };
}

async function work(
  boss: PgBoss,
  name: string,
  { handler, options: { retries = 5, retryDelay = 30, timeout = 3_600, lease = silence, ...own } }: Definition,
  { poll: usual, stopping }: { readonly poll: number; readonly stopping: AbortSignal },
): Promise<void> {
  const options = {
    notify: true,
    retryLimit: retries,
    retryDelay,
    retryBackoff: true,
    retryDelayMax: 3_600,
    expireInSeconds: timeout,
    heartbeatSeconds: lease,
    deleteAfterSeconds: kept,
  };
  await boss.createQueue(name, { ...options, policy: "exclusive" });
  await boss.updateQueue(name, options);
  const poll = own.poll ?? usual;
  const polling = { pollingIntervalSeconds: Math.min(poll, 5), notifyPollingIntervalSeconds: poll };
  await boss.work<JobData>(name, polling, ([{ id, data, retryCount, signal }]) =>
    handler(data ?? {}, { id, attempt: retryCount + 1, signal: AbortSignal.any([signal, stopping]) }),
  );
}

async function plan(boss: PgBoss, name: string, { cron, tz = "UTC", data = {}, catchUp = false }: Planned) {
  try {
    const options = { tz, missed: catchUp ? "once" : "skip", singletonKey: "scheduled" } as const;
    await boss.schedule(name, cron, data, options);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`cannot schedule ${name} at ${JSON.stringify(cron)}: ${why}`, { cause: error });
  }
}
