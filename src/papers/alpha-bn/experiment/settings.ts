/** What the parts of the experiment share. */
import type { Severity } from "#lab/datasets/digits/corruptions";
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Updates of the source net, which learns clean digits. */
  readonly steps: number;
  /** Digits of a stream, a multiple of 400 so that batches of 16 and of 200 fill it. */
  readonly digits: number;
  /** Of the corruptions that are measured, how many: the first of the list. */
  readonly corruptions: number;
  /** Severities at which the weight is swept; 2, which the claims name, is among them. */
  readonly severities: readonly Severity[];
  /** Updates of the net that segments canvases. */
  readonly canvasSteps: number;
  /** Canvases of each style. */
  readonly canvases: number;
  /** Learning rates of which entropy minimization and Core each take one by their errors on the corruption held out. */
  readonly learningRates: readonly number[];
}

export type ChartName = "Accuracy by weight" | "Best weight" | "Accuracy by method" | "Canvases" | "Canvases by method";
export type AlphaBnLab = Lab<keyof (typeof paper)["claims"], ChartName>;

/** Weights of the test statistics: the ends are stored statistics alone and the test batch alone. */
export const targetWeights = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1] as const;

/** Those that mix: what one of them is chosen from. */
export const mixedWeights: readonly number[] = targetWeights.slice(1, -1);

/** A symmetric Dirichlet distribution with this concentration draws the class proportions of a skewed batch. */
export const concentration = 0.1;
