/** What the parts of the experiment share: settings, charts, and the lab of a part. */
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { Lab, PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";
import { forms } from "./arms.ts";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  readonly shape: Comparison["shape"];
  readonly steps: number;
  readonly validationBatches: number;
  /** Arms of the comparison beside the baseline, by name. */
  readonly arms: readonly string[];
  /** Of the gradient flow: enough for gains to grow. */
  readonly flowSteps: number;
  readonly timingRounds: number;
}

export type ChartName = "Difference" | "Validation" | "Gradient flow" | "Preconditioner" | "Branch agreement";
export type ScaleVectorsLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export interface Bench {
  readonly text: CharacterText;
  readonly shape: Comparison["shape"];
}

export const full: Settings = {
  seeds: 8,
  seconds: { node: 780, browser: 5500 },
  shape: shapes.wide,
  steps: 400,
  validationBatches: 16,
  arms: Object.keys(forms),
  flowSteps: 20_000,
  timingRounds: 10,
};
