/**
 * ShiftQuant: a gradient in few bits, its channels in groups whose scales are powers of two apart.
 *
 *   r_c = max_n |dy_nc|        R = max_c r_c
 *   e_c = min(floor(log2(R / r_c)), groups - 1)
 *   s_c = R / q 2^-e_c         code_nc = stochastic round(dy_nc / s_c)         q = 2^(bits - 1) - 1
 *
 *   dx_nk = R / q 2^(1 - groups) s_w  sum_c (code_nc << (groups - 1 - e_c)) w_kc       one product of whole numbers
 *   dw_kc = s_x s_c  sum_n x_nk code_nc
 *
 * A free scale for each group could not be pulled out of the sum over c, unless channels are moved until each group is a product of its own.
 * A power of two becomes a shift of the code, and nothing moves. Rebuilt from the abstract: the text of the paper was not read.
 */
import type { Tensor } from "#engine";
import { codesOf, largestCode, rangeOf } from "#lab/nn/low-precision/codes";
import type { GradientQuantizer } from "#lab/nn/low-precision/product";

export { deviationBatchNorm, deviationLayerNorm, normalized, type DeviationNorm } from "./deviation-norm.ts";

export interface ShiftQuant {
  /** Of a code, with its sign. */
  readonly bits: number;
  /** How many scales there are at most; 1 is one scale for all channels. */
  readonly groups: number;
}

/** e_c of the ranges of channels [..., C], the largest along the last axis being R: 0 for the widest, groups - 1 for the narrowest and for channels of zeros. */
export function exponentsOf(ranges: Tensor, groups: number): Tensor {
  const largest = ranges.max(-1);
  // Comparing instead of taking a logarithm: no rounding puts a channel into a group that it does not fit.
  return Array.from({ length: groups - 1 }, (_, at) =>
    ranges.lessEqual(largest.mul(2 ** -(at + 1))).cast("float32"),
  ).reduce((sum, isBelow) => sum.add(isBelow), ranges.mul(0));
}

/** 2^-e of exponents that are whole, from 0 to groups - 1: a sum of steps, so that it is exact. */
const halved = (exponents: Tensor, groups: number): Tensor =>
  Array.from({ length: groups - 1 }, (_, at) =>
    exponents
      .greater(at)
      .cast("float32")
      .mul(-(2 ** -(at + 1))),
  ).reduce((sum, step) => sum.add(step), exponents.mul(0).add(1));

/** The codes of a gradient [..., N, C], and what they stand for: dy ~ codes scale_c = shifted unit. */
export interface ShiftCodes {
  readonly codes: Tensor;
  /** s_c: [..., 1, C]. */
  readonly scale: Tensor;
  /** e_c: [..., 1, C]. */
  readonly exponents: Tensor;
  /** code << (groups - 1 - e): whole numbers up to q 2^(groups - 1). */
  readonly shifted: Tensor;
  /** R / q 2^(1 - groups), one for all channels: [..., 1, 1]. */
  readonly unit: Tensor;
}

/** Without `noise` codes are rounded to the nearest: for tests, as small gradients would vanish. */
export function shiftCodes(gradient: Tensor, { bits, groups }: ShiftQuant, noise?: Tensor): ShiftCodes {
  const ranges = rangeOf(gradient, [gradient.rank - 2]); // [..., 1, C]
  const exponents = exponentsOf(ranges, groups);
  const largestScale = ranges.max(-1).div(largestCode(bits));
  const share = halved(exponents, groups);
  const scale = largestScale.mul(share);
  const codes = codesOf(gradient, scale, bits, noise);
  const shifted = codes.mul(share.mul(2 ** (groups - 1)));
  return { codes, scale, exponents, shifted, unit: largestScale.mul(2 ** (1 - groups)) };
}

/** For the lab's product in few bits: the shift goes into dx alone, as dw has a scale for each of its columns. */
export const shiftQuant =
  (options: ShiftQuant): GradientQuantizer =>
  (gradient, noise) => {
    const { codes, scale, shifted, unit } = shiftCodes(gradient, options, noise);
    return { forInputs: { codes: shifted, scale: unit }, forWeights: { codes, scale } };
  };

/** The most groups whose shifted codes fit into eight bits: 5 of codes in four bits, 3 in six. */
export const groupsInBytes = (bits: number): number => 1 + Math.floor(Math.log2(127 / largestCode(bits)));
