/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Updates of each arm, by net. */
  readonly steps: Readonly<Record<"perceptron" | "convolutional" | "language", number>>;
  /** Digits that are learned. */
  readonly digits: number;
  /** Blocks of the language model, and batches of text that it is tested on. */
  readonly depth: number;
  readonly textBatches: number;
  /** Hidden layers of the perceptron. */
  readonly hidden: number;
  /** Bits at which every gradient quantizer trains the perceptron, for the curve alone. */
  readonly curveBits: readonly number[];
  /** Distorted digits of the test, a multiple of 250. */
  readonly tested: number;
  /** Digits whose loss surface is looked at, and rounds of power iteration. */
  readonly surface: { readonly digits: number; readonly rounds: number };
  /** Rows, inputs and outputs of the layers that are timed. */
  readonly layers: readonly (readonly [rows: number, inputs: number, outputs: number])[];
  readonly timingRounds: number;
}

export type ChartName =
  | "Accuracy by arm"
  | "Accuracy by bits"
  | "Gradients before and after"
  | "Ranges of channels"
  | "Error by groups"
  | "Curvature"
  | "Speed of a layer";
export type ShiftQuantLab = Lab<keyof (typeof paper)["claims"], ChartName>;
