/**
 * Whole-number codes of few bits for floats.
 *
 *   x ~ scale * code,   code in -q..q,   q = 2^(bits - 1) - 1
 *
 * With the scale at largest |x| / q nothing is cut off, so that a gradient may pass straight through. Codes are whole numbers
 * in float32: products of them are exact while sums stay below 2^24, and `integerProduct` takes them through int8.
 */
import { constant, matmulInteger, quantize, straightThrough, type Tensor } from "#engine";

export interface Quantized {
  /** Whole numbers, as float32. */
  readonly codes: Tensor;
  /** A scalar, or a shape that broadcasts over the codes. */
  readonly scale: Tensor;
}

/** The largest code of so many bits: 7 of 4, 31 of 6, 127 of 8. */
export const largestCode = (bits: number): number => 2 ** (bits - 1) - 1;

/** In place of a range of zero: its codes are zeros. */
const tiny = 1e-30;

/** Largest |x|: over the whole tensor a scalar, over some axes with these at length 1. Never zero. */
export const rangeOf = (x: Tensor, axes?: readonly number[]): Tensor => x.abs().max(axes).maximum(tiny);

/** Rounds each number up with a probability of its fractional part: right on average. `noise`: uniform, of the same shape. */
export function stochasticRound(x: Tensor, noise: Tensor): Tensor {
  const below = x.floor();
  return below.add(noise.less(x.sub(below)).cast(x.dtype));
}

/** Codes at a given scale, rounded half to even, or by `noise` if it is given. */
export function codesOf(x: Tensor, scale: Tensor, bits: number, noise?: Tensor): Tensor {
  const q = largestCode(bits);
  const steps = x.div(scale);
  // Dividing may leave the largest a rounding above q.
  return (noise ? stochasticRound(steps, noise) : steps.round()).clip(-q, q);
}

/** One scale for all of x. */
export function perTensor(x: Tensor, bits: number, noise?: Tensor): Quantized {
  const scale = rangeOf(x).div(largestCode(bits));
  return { codes: codesOf(x, scale, bits, noise), scale };
}

/** The floats that codes stand for. */
export const valuesOf = ({ codes, scale }: Quantized): Tensor => codes.mul(scale);

/** What so many bits leave of x, with one scale; the gradient passes straight through. */
export const fakeQuantized = (x: Tensor, bits: number): Tensor => straightThrough(valuesOf(perTensor(x, bits)), x);

/**
 * a b through bytes, summed in int32: codes of a from -127 to 127, of b from -64 to 64. CPU and WASM.
 *
 * a is unsigned around 128: ONNX Runtime's kernels for signed bytes on both sides are several times slower on x86. Those without VNNI add
 * pairs of products in 16 bits, which larger codes of b would overflow.
 */
export function integerProduct(a: Tensor, b: Tensor): Tensor {
  const [middle, zero] = [constant(128, { dtype: "uint8" }), constant(0, { dtype: "int8" })];
  const one = constant(1);
  return matmulInteger(quantize(a, one, middle), quantize(b, one, zero), middle, zero).cast("float32");
}
