/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { bench } from "#lab/training/optimizers/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Of every contestant. */
  readonly steps: number;
  /** Lengths of SinkGD's schedules, as multiples of `steps`; the whole one is trained anyway. */
  readonly lengths: readonly number[];
  /** Symbols of the byte-pair vocabulary. */
  readonly vocabulary: number;
  readonly shape: { depth: number; width: number; heads: number; context: number; batch: number };
  readonly validationBatches: number;
  /** Steps between two points of a curve. */
  readonly every: number;
  /** Inputs and outputs of the matrices whose updates are timed. */
  readonly timed: readonly (readonly [inputs: number, outputs: number])[];
  readonly timingRounds: number;
}

export type ChartName = "Schedules" | "Validation" | "Distance from the fixed point" | "Rows and columns" | "Update";
export type MultiNormLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 500, browser: 1800 },
  ...bench,
  lengths: [1 / 3, 1 / 2, 3 / 4, 1, 3 / 2],
  validationBatches: 8,
  every: 50,
  // A block of the larger bench of the two papers: attention, gate and up, down.
  timed: [
    [128, 128],
    [128, 344],
    [344, 128],
  ],
  timingRounds: 20,
};
