/** What a run's process and the process of one seed say to each other. */
import type { LabEvent, PresetName } from "#lab/kit/index";

/** From the run: what to do. */
export interface SeedJob {
  readonly slug: string;
  readonly preset: PresetName;
  readonly seed: number;
}

/** From the seed: what it sees, and how it ended. */
export type SeedMessage =
  | { readonly type: "events"; readonly events: readonly LabEvent[] }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly message: string; readonly stack: string | null };
