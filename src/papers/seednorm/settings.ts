/** What the parts of SeeDNorm's experiment share: settings, charts, and small sums. */
import type { Lab, PresetBase } from "../kit/index.ts";
import type { Comparison } from "../testbeds/language-model/index.ts";
import type { VisionTransformer } from "../testbeds/vision/index.ts";
import type paper from "./paper.ts";

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

/** The lab of a part of the work, whose progress 0..1 fills a stretch of the whole. */
export const stretch = (lab: SeedLab, from: number, to: number): SeedLab => ({
  ...lab,
  progress: (fraction, text) => lab.progress(from + fraction * (to - from), text),
});

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Square root of the mean squared distance from the mean. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Slope of the least-squares line through points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const middle = mean(points.map(([x]) => x));
  const along = points.reduce((sum, [x, y]) => sum + (x - middle) * y, 0);
  return along / points.reduce((sum, [x]) => sum + (x - middle) ** 2, 0);
}
