/** A run: the record of one execution of an experiment, and the loop that produces it. */
import type { Device } from "#engine";
import type { Experiment, PresetName } from "./experiment.ts";
import { createLab, type LabEvent, type Measurement, type Point } from "./lab.ts";

export type RunState = "running" | "finished" | "cancelled" | "failed" | "interrupted";
/** Where a run was computed. "committed" are the results that ship with the paper. */
export type RunOrigin = "committed" | "server" | "cli" | "browser";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly os: string;
  /** Node's or the browser's name and version. */
  readonly runtime: string;
}

export interface RunRecord {
  /** UUID; the permalink is /runs/[id]. */
  readonly id: string;
  readonly paper: string;
  readonly preset: PresetName;
  /** Hash of the registration it was computed under; absent where the experiment had no plan. */
  readonly registration?: string;
  readonly seeds: readonly number[];
  readonly device: Device;
  readonly threads: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly origin: RunOrigin;
  readonly state: RunState;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** What stopped it, when state is "failed". */
  readonly error: string | null;
  readonly points: readonly Point[];
  readonly measurements: readonly Measurement[];
  readonly notes: readonly string[];
}

export interface ExecuteOptions {
  readonly preset: PresetName | "smoke";
  /** Default: 1 .. the preset's number of seeds. */
  readonly seeds?: readonly number[];
  readonly device: Device;
  readonly threads: number;
  /** Stops between two events; the generator's `finally` blocks run, so sessions are released. */
  readonly signal?: AbortSignal;
}

const settingsOf = (experiment: Experiment, preset: PresetName | "smoke") =>
  preset === "smoke" ? experiment.smoke : experiment.presets[preset];

export const seedsOf = (experiment: Experiment, preset: PresetName | "smoke"): number[] =>
  Array.from({ length: settingsOf(experiment, preset).seeds }, (_, index) => index + 1);

/**
 * Runs an experiment seed after seed and yields its events; progress is rescaled to the whole run.
 * Returns "cancelled" if the signal stopped it, else "finished"; an error of the experiment is thrown as it is.
 */
export async function* execute(
  experiment: Experiment,
  { preset, seeds = seedsOf(experiment, preset), device, threads, signal }: ExecuteOptions,
): AsyncGenerator<LabEvent, "finished" | "cancelled", void> {
  for (const [index, seed] of seeds.entries()) {
    const lab = createLab(seed, device, threads);
    for await (const event of experiment.run(lab, settingsOf(experiment, preset))) {
      if (signal?.aborted) return "cancelled";
      yield event.type === "progress" ? { ...event, fraction: (index + event.fraction) / seeds.length } : event;
    }
    if (signal?.aborted) return "cancelled";
  }
  return "finished";
}
