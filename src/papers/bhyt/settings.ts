/** What the parts of the experiment share: settings, charts, and small sums. */
import type { CharacterText } from "../datasets/moby-dick.ts";
import type { Lab, PresetBase } from "../kit/index.ts";
import type { Comparison } from "../testbeds/language-model/index.ts";
import type paper from "./paper.ts";

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
