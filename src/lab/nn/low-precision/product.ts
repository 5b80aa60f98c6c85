/**
 * A product of matrices in few bits, forward and backward.
 *
 *   y = s_x s_w (X W)      dx = s s_w (G W')      dw = s_x s (X' G)
 *
 * X and W are codes with one scale each, rounded to the nearest; the gradient passes straight through their rounding.
 * G, s are the codes and scales of dy, rounded stochastically: how, is what papers differ in.
 */
import { customGradient, fill, type Tensor } from "#engine";
import { codesOf, largestCode, perTensor, rangeOf, valuesOf, type Quantized } from "./codes.ts";

/** The gradient [..., N, C] of a product's output, as the two products of the backward pass take it. */
export interface QuantizedGradient {
  /** dx = dy W' sums over channels: a scale for all of them. */
  readonly forInputs: Quantized;
  /** dw = X' dy keeps them apart: there may be a scale for each, [..., 1, C]. */
  readonly forWeights: Quantized;
}

/** `noise`: uniform, of the gradient's shape. */
export type GradientQuantizer = (gradient: Tensor, noise: Tensor) => QuantizedGradient;

/** One scale for all channels. */
export const tensorGradient =
  (bits: number): GradientQuantizer =>
  (gradient, noise) => {
    const quantized = perTensor(gradient, bits, noise);
    return { forInputs: quantized, forWeights: quantized };
  };

/** A scale for each channel: the least error there is, but dx is no product of integers any more. A bound, not a method. */
export const channelGradient =
  (bits: number): GradientQuantizer =>
  (gradient, noise) =>
    byChannel(gradient, rangeOf(gradient, [gradient.rank - 2]).div(largestCode(bits)), bits, noise);

/** Any scale for each channel [..., 1, C]; channels that do not fit are cut off. dx is a product of floats. */
export function byChannel(gradient: Tensor, scale: Tensor, bits: number, noise: Tensor): QuantizedGradient {
  const forWeights = { codes: codesOf(gradient, scale, bits, noise), scale };
  return { forInputs: asTheyAre(valuesOf(forWeights)), forWeights };
}

/** Not quantized: what is lost then is lost in the forward pass. */
export const floatGradient: GradientQuantizer = (gradient) => {
  const quantized = asTheyAre(gradient);
  return { forInputs: quantized, forWeights: quantized };
};

const asTheyAre = (values: Tensor): Quantized => ({ codes: values, scale: fill(1, []) });

export interface QuantizedProduct {
  /** Of x and w. */
  readonly bits: number;
  readonly gradient: GradientQuantizer;
  /** Uniform, of the output's shape, and nobody else's. */
  readonly noise: Tensor;
  /** Of codes. Default: in float32, which is exact; `integerProduct` takes the int8 path. */
  readonly multiply?: (a: Tensor, b: Tensor) => Tensor;
}

/** x [..., N, K] times w [..., K, C], of equal leading axes. */
export function quantizedProduct(x: Tensor, w: Tensor, options: QuantizedProduct): Tensor {
  const { bits, gradient, noise, multiply = (a, b) => a.matmul(b) } = options;
  const scaled = (a: Quantized, b: Quantized) => multiply(a.codes, b.codes).mul(a.scale.mul(b.scale));
  const transposed = ({ codes, scale }: Quantized): Quantized => ({ codes: codes.transpose(), scale });
  return customGradient(
    (x, w) => scaled(perTensor(x, bits), perTensor(w, bits)),
    (cotangent, _y, x, w) => {
      const { forInputs, forWeights } = gradient(cotangent, noise);
      return [scaled(forInputs, transposed(perTensor(w, bits))), scaled(transposed(perTensor(x, bits)), forWeights)];
    },
  )(x, w);
}
