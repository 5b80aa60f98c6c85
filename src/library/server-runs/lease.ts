/** How long a worker may be silent before its run is given to another. */
import { sql } from "drizzle-orm";
import { livenessOf } from "../store/process.ts";

/** Seconds. */
export const leaseSeconds = 20;

export const lease = sql.raw(`interval '${leaseSeconds} seconds'`);

/** Of the process that computes, as `runs` has it; all null before the first try. */
export interface WorkerColumns {
  readonly host: string | null;
  readonly pid: number | null;
  readonly started: string | null;
}

/** Whether the worker is known to be dead; one on another machine is known by its silence only. */
export const isGone = ({ host, pid, started }: WorkerColumns): boolean =>
  host !== null && pid !== null && livenessOf({ host, pid, started }) === "dead";
