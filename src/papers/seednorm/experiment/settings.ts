/** What the parts of SeeDNorm's experiment share: settings, charts, and small sums. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type { Comparison } from "#lab/training/language-model/index";
import type { VisionTransformer } from "#lab/training/vision/index";
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
