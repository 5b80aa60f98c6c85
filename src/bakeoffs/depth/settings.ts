/** How much each preset does. The learning rates come from tables. */
import type { PresetName } from "#lab/kit/index";
import { depthPresets, type DepthSettings } from "#lab/training/depth/index";
import type { BakeoffPreset } from "../bakeoff.ts";

export interface Settings
  extends BakeoffPreset, Pick<DepthSettings, "shape" | "steps" | "early" | "validationBatches"> {
  /** Short trainings at rates that go too far on purpose, with seed 1 alone; of fewer than a hundred steps nobody could say whether they failed. No rates: left out. */
  readonly highRates: { readonly steps: number; readonly learningRates: readonly number[] };
  readonly stepRounds: number;
}

const { full, quick } = depthPresets;

export const settings: Readonly<Record<PresetName, Settings>> = {
  quick: {
    ...{ seeds: 1, seconds: { node: 45, browser: 130 } },
    ...{ shape: quick.shape, steps: quick.steps, early: quick.early, validationBatches: quick.validationBatches },
    ...{ highRates: { steps: 0, learningRates: [] }, stepRounds: 2 },
  },
  full: {
    ...{ seeds: 5, seconds: { node: 1_700, browser: 6_500 } },
    ...{ shape: full.shape, steps: full.steps, early: full.early, validationBatches: full.validationBatches },
    ...{ highRates: { steps: 150, learningRates: [8e-3, 1.6e-2, 3.2e-2, 6.4e-2] }, stepRounds: 8 },
  },
};
