/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import type { Sizes } from "./data.ts";

export interface Settings extends PresetBase {
  /** Values of each quantity on the theorems' grids. */
  readonly side: number;
  /** Normal numbers that alpha dropout is tried on. */
  readonly samples: number;
  /** Layers of the untrained nets. */
  readonly layers: number;
  /** Hidden layers of the nets that learn digits: the first and the last are compared. */
  readonly digitDepths: readonly number[];
  readonly digitSteps: number;
  /** Hidden layers of the nets whose training loss is watched, and its steps; the second half counts. */
  readonly watchedDepths: readonly number[];
  readonly watchedSteps: number;
  /** Synthetic tasks, from the first one on; hidden layers of their nets. */
  readonly tasks: number;
  readonly suiteDepths: readonly number[];
  readonly rows: Sizes;
  readonly suiteSteps: number;
}

export type ChartName =
  "Variance map" | "Mean and variance" | "Variance by layer" | "Accuracy by depth" | "Training loss" | "Ranks";
export type SelfNormalizingLab = Lab<keyof (typeof paper)["claims"], ChartName>;
