/** What the parts of the experiment share: settings and charts. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** The character model. */
  readonly text: { readonly shape: Comparison["shape"]; readonly steps: number; readonly validationBatches: number };
  /** Steps from the first one on whose gradient norms are compared; they end before the rate falls. */
  readonly early: number;
  /** The task that makes sinks. */
  readonly task: { readonly shape: Comparison["shape"]; readonly steps: number };
}

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName =
  "Row sums" | "First token" | "First token by block" | "Entropy by block" | "Gradient norm" | "Validation";
export type AffineLab = Lab<ClaimId, ChartName>;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 480, browser: 3600 },
  text: { shape: shapes.wide, steps: 400, validationBatches: 16 },
  early: 300,
  task: { shape: { depth: 3, width: 64, heads: 1, context: 64, batch: 16 }, steps: 250 },
};

/** Of all arms of the task: there it is not losses that are compared, but what attention does. */
export const taskLearningRate = 3e-3;

/** Points are drawn for the first seeds only: a page reads them all. */
export const isDrawn = (lab: AffineLab): boolean => lab.seed <= 2;
