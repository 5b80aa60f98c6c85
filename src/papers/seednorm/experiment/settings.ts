/** What the parts of SeeDNorm's experiment share: settings, charts, and small sums. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";
import { digitTransformer, type VisionTransformer } from "#lab/training/vision/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  readonly shape: Comparison["shape"];
  /** Of each language model. */
  readonly steps: number;
  readonly validationBatches: number;
  /** Steps between two validations, and between two looks at the gates. */
  readonly every: number;
  /** Batches of windows from which the length of tokens is learned, and others on which that is tested. */
  readonly lengthBatches: number;
  readonly vision: {
    readonly model: Omit<VisionTransformer, "norm">;
    readonly batch: number;
    readonly steps: number;
    /** Of the 2 500 test digits. */
    readonly tested: number;
  };
  /** Of timing. */
  readonly rounds: number;
}

export type ChartName =
  | "Validation loss"
  | "Validation loss, embeddings of std 0.5"
  | "Variants"
  | "Length of the input"
  | "Gradient passed back"
  | "Gates"
  | "Spread of x · beta"
  | "Digits under noise"
  | "Step time";
export type SeedLab = Lab<keyof (typeof paper)["claims"], ChartName>;

/** The scale at which token and position embeddings start: the paper's kind of model, and one whose stream is as long as its norms' outputs. */
export const scales = { small: 0.02, large: 0.5 } as const;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 960, browser: 6500 },
  shape: shapes.wide,
  steps: 500,
  validationBatches: 16,
  every: 100,
  lengthBatches: 4,
  vision: { model: digitTransformer, batch: 64, steps: 600, tested: 2500 },
  rounds: 10,
};
