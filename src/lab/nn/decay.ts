/** Weights that fade with distance at a fixed rate of their own for each head. RetNet (Sun et al. 2023), and RMT (Fan et al. 2024) for images. */
import { constant, type Tensor } from "#engine";

export interface DecayRange {
  /** The first head's rate is 1 - 2^-first. */
  readonly first: number;
  /** Over all heads the exponent grows by this much: the last one stays one step below `first + range`. */
  readonly range: number;
}

/** gamma_h = 1 - 2^(-first - range h / heads): what a weight keeps with each step of distance. Not learned. */
export const decayRates = (heads: number, { first, range }: DecayRange): number[] =>
  Array.from({ length: heads }, (_, head) => 1 - 2 ** (-first - (range * head) / heads));

/** |i - j| along one axis: [length, length]. */
export const axisDistance = (length: number): Tensor =>
  constant(
    Float32Array.from({ length: length * length }, (_, at) => Math.abs(Math.floor(at / length) - (at % length))),
    { shape: [length, length] },
  );

/** |i - j| ln gamma_h: [heads, length, length], added to scores before a softmax; its exponential multiplies weights. */
export const axisLogDecay = (rates: readonly number[], length: number): Tensor =>
  axisDistance(length).mul(constant(Float32Array.from(rates, Math.log)).reshape(-1, 1, 1));

/** (|row - row'| + |column - column'|) ln gamma_h of tokens row by row: [heads, rows * columns, rows * columns]. RMT, eq. 5. */
export function manhattanLogDecay(rates: readonly number[], rows: number, columns: number): Tensor {
  const size = rows * columns;
  const along = (length: number, ...shape: number[]) => axisLogDecay(rates, length).reshape(rates.length, ...shape);
  return along(rows, rows, 1, rows, 1)
    .add(along(columns, 1, columns, 1, columns))
    .reshape(rates.length, size, size);
}
