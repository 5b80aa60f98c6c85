/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { bench } from "#lab/training/optimizers/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  readonly steps: number;
  /** Symbols of the byte-pair vocabulary. */
  readonly vocabulary: number;
  readonly shape: { depth: number; width: number; heads: number; context: number; batch: number };
  readonly validationBatches: number;
  /** Steps between two points of a curve. */
  readonly every: number;
  /** Batches over which the variance of gradients is taken. */
  readonly varianceBatches: number;
  readonly timingRounds: number;
}

export type ChartName =
  | "Loss against memory"
  | "Validation"
  | "Noise of the gradient, total"
  | "Noise of the gradient, relative"
  | "Noise of the gradient, per parameter"
  | "Update";
export type ScaleLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 600, browser: 2000 },
  ...bench,
  validationBatches: 8,
  every: 50,
  varianceBatches: 16,
  timingRounds: 10,
};
