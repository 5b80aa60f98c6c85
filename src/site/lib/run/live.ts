/** What a page shows of a run that goes on, wherever it is computed. */
import type { Measurement, Point } from "#lab/kit/index";

/** "waiting": on the server, for a worker. */
export type Stage = "idle" | "loading" | "waiting" | "running" | "cancelled" | "failed" | "finished";

export interface LiveRun {
  readonly stage: Stage;
  readonly active: boolean;
  /** 0..1 of the whole run. */
  readonly fraction: number;
  /** What it is doing, in the experiment's words. */
  readonly doing: string;
  readonly points: readonly Point[];
  readonly measurements: readonly Measurement[];
  readonly notes: readonly string[];
  /** Why it failed. */
  readonly error: string | null;
  /** Milliseconds since its start. */
  readonly elapsed: number;
  /** Seconds still to go; null while it is too early to tell. */
  readonly secondsLeft: number | null;
  cancel(): void;
  /** When the page goes away. */
  dispose(): void;
}
