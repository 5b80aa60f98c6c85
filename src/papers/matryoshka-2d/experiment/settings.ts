/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { armNames, type ArmName } from "./arms.ts";

export interface Settings extends PresetBase {
  readonly steps: number;
  /** Pairs of a step. */
  readonly batch: number;
  readonly arms: readonly ArmName[];
  /** Of the test. */
  readonly candidates: number;
  readonly queries: number;
  /** Graded pairs for similarity. */
  readonly graded: number;
  /** Rounds of timing. */
  readonly rounds: number;
}

export type ChartName =
  | "Training loss"
  | "Every setting"
  | "Recall by depth"
  | "Recall by size"
  | "Similarity by depth"
  | "Recall by arithmetic"
  | "Time";
export type MatryoshkaLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const fullPreset: Settings = {
  seeds: 6,
  seconds: { node: 700, browser: 3_000 },
  ...{ steps: 400, batch: 64, candidates: 4_000, queries: 4_000, graded: 1_500, rounds: 15 },
  arms: armNames,
};
