/** Softmax of a row in two passes, in three, and online: which kernels follow each other, and what one hands to the next. */
import { highest, lowest } from "./arithmetic.ts";
import type { Kernels, PassResult } from "./machine.ts";

/** Reads the row at `from`, writes its softmax to `to`; addresses in bytes, length in floats. */
export type Softmax = (kernels: Kernels, from: number, to: number, length: number) => void;

const sum = ({ result }: PassResult): number => result.reduce((sum, lane) => sum + lane, 0);
const largest = (lanes: Float32Array): number => lanes.reduce((best, lane) => Math.max(best, lane), -Infinity);

/**
 * The two passes of the paper. The sum's exponent and 1 / mantissa are told apart: 1 / (M 2^E) may be too small or too large for a float.
 * Looking for numbers above a million costs nothing, as the sum's exponent tells of them; rows that have some go through three passes.
 */
export const twoPasses: Softmax = (kernels, from, to, length) => {
  const { result, exponent } = kernels.run("sumPairs", from, to, length);
  const top = largest(exponent);
  if (top > highest) return recompute(kernels, from, to, length);
  const mantissa = result.reduce((sum, lane, at) => sum + lane * 2 ** Math.max(exponent[at] - top, lowest - top), 0);
  kernels.run("writePairs", from, to, length, { maximum: top, factor: 1 / mantissa });
};

/** Three passes that compute every exponential twice. */
export const recompute: Softmax = (kernels, from, to, length) => {
  const maximum = largest(kernels.run("maximum", from, to, length).result);
  const factor = 1 / sum(kernels.run("sumShifted", from, to, length, { maximum }));
  kernels.run("writeShifted", from, to, length, { maximum, factor });
};

/** Three passes that store the exponentials and multiply what was stored. */
export const reload: Softmax = (kernels, from, to, length) => {
  const maximum = largest(kernels.run("maximum", from, to, length).result);
  const factor = 1 / sum(kernels.run("storeShifted", from, to, length, { maximum }));
  kernels.run("multiply", to, to, length, { factor });
};

/** Two passes whose pair is a running maximum and a sum (Milakov and Gimelshein, 2018). */
export const online: Softmax = (kernels, from, to, length) => {
  const { result, exponent } = kernels.run("sumOnline", from, to, length);
  const maximum = largest(exponent);
  const factor = 1 / result.reduce((sum, lane, at) => sum + lane * Math.exp(exponent[at] - maximum), 0);
  kernels.run("writeShifted", from, to, length, { maximum, factor });
};

export const algorithms = { "two passes": twoPasses, recompute, reload, online } as const satisfies Record<
  string,
  Softmax
>;
export type AlgorithmName = keyof typeof algorithms;
