/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { armNames, type ArmName } from "./arms.ts";
import { usualSize, type ModelSize } from "./model.ts";

export interface Settings extends PresetBase {
  readonly people: number;
  /** Of the model. */
  readonly size: ModelSize;
  /** Updates of the model that knows all, and of the reference that never saw whom the others forget. */
  readonly learning: number;
  /** People of one forget set, and how many sets there are: replicates within a seed. */
  readonly forgotten: number;
  readonly sets: number;
  /** People on whom retention is measured. */
  readonly watched: number;
  /** Updates of every arm, and how many lie between two looks. */
  readonly unlearning: number;
  readonly every: number;
  readonly arms: readonly ArmName[];
}

export type ChartName =
  | "Forgetting and keeping"
  | "Forgetting by step"
  | "Keeping by step"
  | "Kept by method"
  | "Smoothness"
  | "Likelihood of words";
export type SatImpLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const full: Settings = {
  seeds: 10,
  seconds: { node: 600, browser: 2000 },
  ...{ people: 80, size: usualSize, learning: 350, forgotten: 8, sets: 3, watched: 16 },
  ...{ unlearning: 60, every: 4 },
  arms: armNames,
};
