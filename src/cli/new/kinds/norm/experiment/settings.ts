/** What the parts of the experiment share. */
import type { PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";

export interface Settings extends PresetBase {
  readonly shape: Comparison["shape"];
  readonly steps: number;
  readonly validationBatches: number;
}

const tiny = { depth: 1, width: 16, heads: 2, context: 8, batch: 4 };

export const full: Settings = {
  seeds: 8,
  seconds: { node: 200, browser: 900 },
  ...{ shape: shapes.wide, steps: 400, validationBatches: 16 },
};
export const quick: Settings = { ...full, seeds: 1, seconds: { node: 15, browser: 60 }, steps: 100 };
export const smoke: Settings = { ...quick, shape: tiny, steps: 4, validationBatches: 1 };
