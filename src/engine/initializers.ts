/** Initial values of parameters. Weights are [inputs, outputs]; convolution kernels [outputs, inputs, ...window]. */
import { show, sizeOf, type Shape } from "./shape.ts";
import type { Stream } from "./random.ts";

export type Initializer = (shape: Shape, random: Stream) => Float32Array;

/** Inputs and outputs that one unit sees: rank 2 is [in, out], higher ranks are kernels. */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length < 2) return { fanIn: sizeOf(shape), fanOut: sizeOf(shape) };
  if (shape.length === 2) return { fanIn: shape[0], fanOut: shape[1] };
  const window = sizeOf(shape.slice(2));
  return { fanIn: shape[1] * window, fanOut: shape[0] * window };
}

const scaled = (values: Float32Array, factor: number, shift = 0): Float32Array =>
  values.map((value) => value * factor + shift);

export const filled =
  (value: number): Initializer =>
  (shape) =>
    new Float32Array(sizeOf(shape)).fill(value);

export const zeros: Initializer = filled(0);
export const ones: Initializer = filled(1);

/** Normal with mean 0. */
export const normal =
  (std = 1): Initializer =>
  (shape, random) =>
    scaled(random.normal(sizeOf(shape)), std);

export const uniform =
  (lo: number, hi: number): Initializer =>
  (shape, random) =>
    scaled(random.uniform(sizeOf(shape)), hi - lo, lo);

const symmetric = (bound: number): Initializer => uniform(-bound, bound);

/** Uniform with variance 2 / (fan in + fan out). Glorot & Bengio 2010, eq. 16. */
export const xavierUniform: Initializer = (shape, random) => {
  const { fanIn, fanOut } = fans(shape);
  return symmetric(Math.sqrt(6 / (fanIn + fanOut)))(shape, random);
};

/** Uniform with variance 2 / fan in, for ReLU. He et al. 2015, eq. 10. */
export const kaimingUniform: Initializer = (shape, random) =>
  symmetric(Math.sqrt(6 / fans(shape).fanIn))(shape, random);

/** Normal with variance 2 / fan in, for ReLU. He et al. 2015, eq. 10. */
export const kaimingNormal: Initializer = (shape, random) => normal(Math.sqrt(2 / fans(shape).fanIn))(shape, random);

/** Normal with variance 1 / fan in, as self-normalizing networks need. LeCun et al. 1998; Klambauer et al. 2017. */
export const lecunNormal: Initializer = (shape, random) => normal(Math.sqrt(1 / fans(shape).fanIn))(shape, random);

/**
 * A random matrix with orthonormal rows or columns, times a gain; higher ranks are flattened to [first, rest].
 * Gram and Schmidt on normal draws, in double precision. Saxe et al. 2013.
 */
export const orthogonal =
  (gain = 1): Initializer =>
  (shape, random) => {
    if (shape.length < 2) throw new RangeError(`orthogonal: needs two axes, got ${show(shape)}`);
    const rows = shape[0];
    const columns = sizeOf(shape.slice(1));
    const wide = columns >= rows;
    const [count, length] = wide ? [rows, columns] : [columns, rows];
    const basis = Array.from({ length: count }, () => Float64Array.from(random.normal(length)));
    basis.forEach((vector, i) => {
      // Twice is enough to undo the rounding of the first pass.
      for (let pass = 0; pass < 2; pass++)
        for (let j = 0; j < i; j++) {
          const along = dot(vector, basis[j]);
          for (let k = 0; k < length; k++) vector[k] -= along * basis[j][k];
        }
      const norm = Math.sqrt(dot(vector, vector));
      for (let k = 0; k < length; k++) vector[k] /= norm;
    });
    return Float32Array.from({ length: rows * columns }, (_, at) => {
      const row = Math.floor(at / columns);
      const column = at % columns;
      return gain * (wide ? basis[row][column] : basis[column][row]);
    });
  };

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
