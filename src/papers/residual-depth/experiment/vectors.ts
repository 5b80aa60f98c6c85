/** Towers of plain vectors in double precision: untrained ones are far too deep for a program, and their powers too large for float32. */
import type { Stream } from "#engine";
import type { Block, Space } from "../method.ts";

export type Vector = Float64Array;

export const vectors: Space<Vector> = {
  add: (a, b) => a.map((value, at) => value + b[at]),
  scale: (value, factor) => value.map((entry) => factor * entry),
};

export const norm = (v: Vector): number => Math.sqrt(v.reduce((sum, value) => sum + value ** 2, 0));

/** A block that a cotangent can be sent back through as well. */
export interface VectorBlock extends Block<Vector> {
  /** Df(z)' [cotangent]. */
  pullback(z: Vector, cotangent: Vector): Vector;
}

const gaussian = (stream: Stream, size: number, std: number): Vector =>
  Float64Array.from(stream.normal(size), (value) => std * value);

/** matrix [rows, columns] times v */
function times(matrix: Vector, v: Vector): Vector {
  const columns = v.length;
  return Float64Array.from({ length: matrix.length / columns }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += matrix[row * columns + column] * v[column];
    return sum;
  });
}

/** matrix [rows, columns], transposed, times v */
function transposedTimes(matrix: Vector, v: Vector): Vector {
  const columns = matrix.length / v.length;
  const result = new Float64Array(columns);
  for (let row = 0; row < v.length; row++)
    for (let column = 0; column < columns; column++) result[column] += matrix[row * columns + column] * v[row];
  return result;
}

const product = (a: Vector, b: Vector): Vector => a.map((value, at) => value * b[at]);

/** W2 phi(W1 z), with phi and its slope. */
const block = (w1: Vector, w2: Vector, phi: (u: number) => number, slope: (u: number) => number): VectorBlock => ({
  value: (z) => times(w2, times(w1, z).map(phi)),
  derivative: (z, along) => times(w2, product(times(w1, z).map(slope), times(w1, along))),
  pullback: (z, cotangent) => transposedTimes(w1, product(times(w1, z).map(slope), transposedTimes(w2, cotangent))),
});

/** A random branch that keeps the mean square, E|f(z)|² = |z|²: ReLU is as large whatever the scale of z, so that its growth can be foretold at every depth. */
export const reluBlock = (stream: Stream, width: number): VectorBlock =>
  block(
    gaussian(stream, width * width, Math.sqrt(2 / width)),
    gaussian(stream, width * width, Math.sqrt(1 / width)),
    (u) => Math.max(0, u),
    (u) => (u > 0 ? 1 : 0),
  );

/** A random smooth branch, of which every derivative exists. */
export const tanhBlock = (stream: Stream, width: number): VectorBlock =>
  block(
    gaussian(stream, width * width, Math.sqrt(1 / width)),
    gaussian(stream, width * width, Math.sqrt(1 / width)),
    Math.tanh,
    (u) => 1 - Math.tanh(u) ** 2,
  );

/** The block after a layer norm without gain and bias, as in pre-normalization. */
export const normalized = ({ value, pullback }: VectorBlock): Omit<VectorBlock, "derivative"> => {
  const statistics = (z: Vector) => {
    const mean = z.reduce((sum, entry) => sum + entry, 0) / z.length;
    const centred = z.map((entry) => entry - mean);
    const size = Math.sqrt(centred.reduce((sum, entry) => sum + entry ** 2, 0) / z.length);
    return { size, normal: centred.map((entry) => entry / size) };
  };
  return {
    value: (z) => value(statistics(z).normal),
    pullback(z, cotangent) {
      const { size, normal } = statistics(z);
      const g = pullback(normal, cotangent);
      const mean = g.reduce((sum, entry) => sum + entry, 0) / g.length;
      const along = product(g, normal).reduce((sum, entry) => sum + entry, 0) / g.length;
      return g.map((entry, at) => (entry - mean - along * normal[at]) / size);
    },
  };
};

/** Length of the gradient that reaches the first block's input, of a cotangent sent into the tower's end. */
export function gradientAtStart(
  streams: readonly Vector[],
  blocks: readonly Pick<VectorBlock, "pullback">[],
  factor: number,
  cotangent: Vector,
): number {
  let g = cotangent;
  for (let at = blocks.length - 1; at >= 0; at--)
    g = vectors.add(g, vectors.scale(blocks[at].pullback(streams[at], g), factor));
  return norm(g);
}

/** Polynomials in the factor, lowest power first: a tower of blocks that hand their input on counts its own paths. */
export const polynomials: Space<readonly number[], null> = {
  add: (a, b) => Array.from({ length: Math.max(a.length, b.length) }, (_, at) => (a[at] ?? 0) + (b[at] ?? 0)),
  scale: (value) => [0, ...value],
};
