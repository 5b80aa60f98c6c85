/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { armNames, type ArmName } from "./arms.ts";
import type { CorpusSize } from "./corpus.ts";
import type { NetworkSize } from "./networks.ts";
import type { TaskSize } from "./tasks.ts";

export interface Settings extends PresetBase {
  readonly corpus: CorpusSize;
  readonly size: NetworkSize;
  readonly tasks: TaskSize;
  /** Updates of pre-training. */
  readonly pretraining: number;
  /** Updates for each task. */
  readonly steps: number;
  /** How many of the tasks are learned. */
  readonly length: number;
  readonly arms: readonly ArmName[];
  /** Examples of a task whose output magnitudes are looked at. */
  readonly looked: number;
}

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName =
  | "Kept and learned"
  | "Accuracy by arm"
  | "Accuracy so far"
  | "The first task"
  | "Output magnitudes"
  | "Overlap by layer";
export type MiguLab = Lab<ClaimId, ChartName>;

export const batch = 16;

export const full: Settings = {
  seeds: 12,
  seconds: { node: 650, browser: 3200 },
  corpus: { read: 400_000, glosses: 1200, vocabulary: 240_000 },
  size: { depth: 2, width: 64, heads: 2 },
  tasks: { learned: 800, asked: 480, count: 6 },
  ...{ pretraining: 250, steps: 60, length: 6, looked: 192 },
  arms: armNames,
};
