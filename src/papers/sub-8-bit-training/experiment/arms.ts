/** The arms: how gradients are quantized, in how many bits, and by which norm. They know nothing of learning rates. */
import { conv2d, type Scope, type Tensor } from "#engine";
import { largestCode, rangeOf } from "#lab/nn/low-precision/codes";
import {
  byChannel,
  channelGradient,
  floatGradient,
  quantizedProduct,
  tensorGradient,
  type GradientQuantizer,
} from "#lab/nn/low-precision/product";
import { quantizedConvolution } from "#lab/nn/low-precision/convolution";
import type { Convolve } from "#lab/training/vision/index";
import { groupsInBytes, shiftQuant, type DeviationNorm } from "../method.ts";

/** Four, or as many as the shifted codes of so many bits leave room for in eight. */
export const groupsOf = (bits: number): number => Math.min(4, groupsInBytes(bits));

/**
 * The control: as many groups, of neighbours instead of channels of like range, each with a free scale of its own. It has what groups
 * give by chance; what ShiftQuant has beyond that comes from grouping by range.
 */
const groupsByPlace =
  (bits: number): GradientQuantizer =>
  (gradient, noise) => {
    const [rows, channels] = gradient.shape;
    const groups = groupsOf(bits);
    if (channels % groups !== 0) throw new Error(`${channels} channels do not divide into ${groups} groups`);
    const size = channels / groups;
    const ranges = rangeOf(gradient.reshape(rows, groups, size), [0, 2]); // [1, groups, 1]
    const scale = ranges.div(largestCode(bits)).expand([1, groups, size]).reshape(1, channels);
    return byChannel(gradient, scale, bits, noise);
  };

export const quantizers = {
  "one scale": tensorGradient,
  ShiftQuant: (bits) => shiftQuant({ bits, groups: groupsOf(bits) }),
  "groups by place": groupsByPlace,
  "a scale for each channel": channelGradient,
  "float gradients": () => floatGradient,
} as const satisfies Record<string, (bits: number) => GradientQuantizer>;

export type QuantizerName = keyof typeof quantizers;

/** Of the norms that are quantized. */
export const normBits = 8;

export interface QuantizedArm {
  readonly bits: number;
  readonly gradient: QuantizerName;
  readonly norm: NonNullable<DeviationNorm["by"]>;
}

/** null: floats throughout, norm by root mean square. */
export type Arm = QuantizedArm | null;

/** The paper's training: ShiftQuant, and norms by mean absolute value, quantized too. */
export const shiftQuantIn = (bits: number): QuantizedArm => ({ bits, gradient: "ShiftQuant", norm: "mean absolute" });

export const nameOf = (arm: Arm): string =>
  arm === null
    ? "floats"
    : `${arm.gradient}, ${arm.bits} bits${arm.norm === "root mean square" ? ", norm by root mean square" : ""}`;

/** The norm of an arm, without its place in a net. */
export const normOf = (arm: Arm): DeviationNorm =>
  arm === null ? { by: "root mean square" } : { by: arm.norm, bits: normBits };

/** x [rows, k] times weight [k, c]; the scope is for what else it needs. */
export type Product = (at: Scope, x: Tensor, weight: Tensor) => Tensor;

/** The product of an arm's hidden layers; `watch` is handed each output, whose gradient is what gets quantized. */
export const productOf =
  (arm: Arm, watch: (y: Tensor, weight: Tensor) => void = () => {}): Product =>
  (at, x, weight) => {
    const y = arm === null ? x.matmul(weight) : inFewBits(at, x, weight, arm);
    watch(y, weight);
    return y;
  };

/** The convolution of an arm's hidden layers. */
export const convolutionOf =
  (arm: Arm): Convolve =>
  (at, x, kernels, options) => {
    const plain = conv2d(x, kernels, options);
    if (arm === null) return plain;
    const [batch, channels, height, width] = plain.shape;
    const noise = at.noise("gradient rounding", [batch * height * width, channels]);
    const { bits } = arm;
    return quantizedConvolution(x, kernels, { bits, gradient: quantizers[arm.gradient](bits), noise, ...options });
  };

/** x [..., k] times weight [k, c], or matrices of equal leading axes. */
export function inFewBits(at: Scope, x: Tensor, weight: Tensor, { bits, gradient }: QuantizedArm): Tensor {
  const noise = at.noise("gradient rounding", [...x.shape.slice(0, -1), weight.shape.at(-1)!]);
  return quantizedProduct(x, weight, { bits, gradient: quantizers[gradient](bits), noise });
}

/** Of products without channels, such as attention's: one scale, whatever the arm does elsewhere. */
export const tensorArm = (arm: QuantizedArm): QuantizedArm => ({ ...arm, gradient: "one scale" });

/** Those of both nets of digits. */
export const digitArms: readonly Arm[] = [
  null,
  shiftQuantIn(4),
  { ...shiftQuantIn(4), norm: "root mean square" },
  shiftQuantIn(3),
  { ...shiftQuantIn(3), gradient: "one scale" },
  { ...shiftQuantIn(3), gradient: "groups by place" },
];

/** Those of the language model. */
export const languageArms: readonly Arm[] = [null, shiftQuantIn(6), { ...shiftQuantIn(6), gradient: "one scale" }];
