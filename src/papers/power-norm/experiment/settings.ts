/** What the parts of the experiment share: settings, charts, and small sums. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";
import { digitTransformer, type VisionTransformer } from "#lab/training/vision/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  readonly shape: Comparison["shape"];
  readonly steps: number;
  readonly validationBatches: number;
  /** Steps between two validations. */
  readonly every: number;
  /** The transformer on images whose statistics are set against text's. */
  readonly digits: Omit<VisionTransformer, "norm"> & { readonly batch: number; readonly steps: number };
  readonly translation: {
    readonly depth: number;
    readonly width: number;
    readonly batch: number;
    readonly steps: number;
    /** Sentences of the test. */
    readonly tested: number;
  };
}

export type ChartName = "Fluctuation" | "Validation" | "Backward statistic" | "Residual stream" | "Translation";
export type PowerNormLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 720, browser: 5000 },
  shape: shapes.wide,
  steps: 600,
  validationBatches: 16,
  every: 100,
  digits: { ...digitTransformer, batch: 64, steps: 300 },
  translation: { depth: 2, width: 48, batch: 48, steps: 400, tested: 512 },
};
