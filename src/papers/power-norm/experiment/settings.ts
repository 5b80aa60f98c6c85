/** What the parts of the experiment share: settings, charts, and small sums. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type { Comparison } from "#lab/training/language-model/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  readonly shape: Comparison["shape"];
  readonly steps: number;
  readonly validationBatches: number;
  /** Steps between two validations. */
  readonly every: number;
  readonly translation: {
    readonly depth: number;
    readonly width: number;
    readonly batch: number;
    readonly steps: number;
  };
}

export type ChartName = "Fluctuation" | "Validation" | "Backward statistic" | "Residual stream" | "Translation";
export type PowerNormLab = Lab<keyof (typeof paper)["claims"], ChartName>;
