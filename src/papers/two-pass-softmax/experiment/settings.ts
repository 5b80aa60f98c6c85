/** What the parts of the experiment share. */
import type { Stream } from "#engine";
import type { Lab, PresetBase } from "#lab/kit/index";
import type { Madd } from "../kernels/arithmetic.ts";
import type { PassName } from "../kernels/passes.ts";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Lengths of rows as powers of two; the last is the one that no cache holds. */
  readonly lengths: readonly number[];
  readonly rounds: number;
}

export type ChartName = "Speed" | "Time" | "Passes";
export type SoftmaxLab = Lab<keyof (typeof paper)["claims"], ChartName>;

/** How the charts call the builds of the kernels. */
export const buildNames: Readonly<Record<Madd, string>> = { plain: "plain SIMD", fused: "relaxed SIMD" };

/** In the order of the chart, with the names that it shows. */
export const passNames: Readonly<Partial<Record<PassName, string>>> = {
  read: "read",
  copy: "copy",
  triad: "add two rows",
  maximum: "maximum",
  multiply: "multiply",
  sumShifted: "sum of exponentials",
  storeShifted: "store exponentials",
  writeShifted: "write, recomputed",
  sumPairs: "sum of pairs",
  writePairs: "write pairs",
};
/** Of three-pass softmax in both forms. */
export const threePasses = ["maximum", "sumShifted", "storeShifted", "writeShifted", "multiply"] as const;

/** Uniform between -scale and scale. */
export const rowOf = (draw: Stream, length: number, scale: number): Float32Array =>
  draw.uniform(length).map((u) => scale * (2 * u - 1));
