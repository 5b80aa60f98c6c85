/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type { SplitModel } from "../method.ts";
import type paper from "../paper.ts";
import type { EncoderShape } from "./mlm.ts";

export interface SplitSettings extends SplitModel {
  /** Windows of a step. */
  readonly batch: number;
}

export interface Settings extends PresetBase {
  /** The model that is computed split and whole. */
  readonly exact: SplitSettings;
  readonly scaling: {
    /** On one worker. */
    readonly one: SplitSettings;
    /** On two; the first is the claim's. */
    readonly two: readonly SplitSettings[];
    readonly rounds: number;
    /** Side of the square matrices whose product is the peak. */
    readonly peak: number;
  };
  readonly encoder: {
    readonly shape: Omit<EncoderShape, "depth">;
    readonly depths: readonly number[];
    readonly steps: number;
    readonly validationBatches: number;
    /** Steps between two points of a curve. */
    readonly every: number;
  };
}

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName = "Difference" | "Speed" | "Step" | "Memory" | "Placement" | "Depth";
export type MegatronLab = Lab<ClaimId, ChartName>;

const vocabulary = 96;

export const full: Settings = {
  seeds: 6,
  seconds: { node: 750, browser: 2300 },
  exact: { vocabulary, context: 32, depth: 2, width: 64, heads: 4, batch: 8 },
  scaling: {
    one: { vocabulary, context: 128, depth: 4, width: 128, heads: 4, batch: 16 },
    two: [
      { vocabulary, context: 128, depth: 4, width: 192, heads: 6, batch: 16 },
      { vocabulary, context: 128, depth: 8, width: 128, heads: 4, batch: 16 },
    ],
    rounds: 5,
    peak: 512,
  },
  encoder: {
    shape: { width: 48, heads: 4, context: 32, batch: 32 },
    depths: [2, 6, 12],
    steps: 300,
    validationBatches: 8,
    every: 60,
  },
};
