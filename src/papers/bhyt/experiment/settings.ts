/** What the parts of the experiment share: settings, charts, and small sums. */
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { Lab, PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  readonly wide: { readonly shape: Comparison["shape"]; readonly steps: number };
  readonly deep: { readonly shape: Comparison["shape"]; readonly steps: number };
  readonly validationBatches: number;
  readonly timingRounds: number;
}

export type ChartName =
  | "Variance before training"
  | "Variance after a quarter"
  | "Variance of the stream"
  | "Mean magnitude of the stream"
  | "True and estimated second moment"
  | "Validation";
export type BhytLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export interface Bench {
  readonly text: CharacterText;
  readonly shape: Comparison["shape"];
}

export const full: Settings = {
  seeds: 12,
  seconds: { node: 960, browser: 7000 },
  wide: { shape: shapes.wide, steps: 400 },
  deep: { shape: shapes.deep, steps: 300 },
  validationBatches: 16,
  timingRounds: 10,
};
