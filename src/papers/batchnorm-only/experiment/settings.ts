/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import type { ArmName } from "./arms.ts";
import type { Sizes } from "./data.ts";

export interface Settings extends PresetBase {
  /** Updates of every arm. */
  readonly steps: number;
  /** Who takes part. */
  readonly arms: readonly ArmName[];
  /** D, the blocks of a stage, where each of these names of the arms is put: ascending. */
  readonly depths: Readonly<Record<Depth, number>>;
  readonly digits: Sizes;
}

export type Depth = "shallow" | "middle" | "deep";

export type ChartName =
  | "Accuracy by depth"
  | "Accuracy by trained numbers"
  | "Accuracy by arm"
  | "Distribution of gains"
  | "Gains near zero"
  | "Gains on their way to zero"
  | "Training loss";
export type BatchNormOnlyLab = Lab<keyof (typeof paper)["claims"], ChartName>;
