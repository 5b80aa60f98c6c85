/**
 * A support vector machine with the kernel k(x, y) = exp(-gamma |x - y|²), one class against the rest, without a bias.
 *
 *   maximize  sum_i a_i - 1/2 sum_ij a_i a_j t_i t_j k(x_i, x_j),  0 <= a_i <= cost,  t = 1 for the class and -1 for the rest
 *
 * by ascent along one coordinate after the other. Hsieh et al. 2008; Steinwart, Hush & Scovel 2011 on doing without the bias.
 */
import type { Table } from "#lab/datasets/tabular/table";
import type { Predict } from "./index.ts";

interface Settings {
  readonly gamma: number;
  readonly cost: number;
}

/** Rounds over all rows at most, and the change of a coordinate below which a round has found nothing. */
const [rounds, still] = [30, 1e-2];

/** A machine for each setting. */
export function supportVectors(train: Table, settings: readonly Settings[]): Predict[] {
  const { rows, classes, labels } = train;
  const between = distances(train, train);
  return settings.map(({ gamma, cost }) => {
    const kernel = between.map((squares) => Math.exp(-gamma * squares));
    // Of two classes, one against the rest is the other way round for the second.
    const weights = Array.from({ length: classes === 2 ? 1 : classes }, (_, label) => {
      const side = Float64Array.from(labels, (of) => (of === label ? 1 : -1));
      return dual(kernel, side, cost).map((a, row) => a * side[row]);
    });
    return (table) => {
      const to = distances(table, train).map((squares) => Math.exp(-gamma * squares));
      return Int32Array.from({ length: table.rows }, (_, row) => {
        const scores = weights.map((of) => {
          let sum = 0;
          for (let at = 0; at < rows; at++) sum += of[at] * to[row * rows + at];
          return sum;
        });
        if (classes === 2) scores.push(0);
        return scores.indexOf(Math.max(...scores));
      });
    };
  });
}

/** The multipliers a. The kernel of a row with itself is 1. */
function dual(kernel: Float32Array, side: Float64Array, cost: number): Float64Array {
  const rows = side.length;
  const a = new Float64Array(rows);
  const sums = new Float64Array(rows); // sum_j a_j t_j k(x_i, x_j)
  for (let round = 0; round < rounds; round++) {
    let moved = 0;
    for (let row = 0; row < rows; row++) {
      const next = Math.min(cost, Math.max(0, a[row] + 1 - side[row] * sums[row]));
      const change = next - a[row];
      if (change === 0) continue;
      moved = Math.max(moved, Math.abs(change));
      a[row] = next;
      for (let at = 0; at < rows; at++) sums[at] += change * side[row] * kernel[row * rows + at];
    }
    if (moved < still) break;
  }
  return a;
}

/** |x - y|² of the rows of a and b, [rows of a, rows of b]. */
function distances(a: Table, b: Table): Float32Array {
  const values = new Float32Array(a.rows * b.rows);
  const { columns } = a;
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) {
      let squares = 0;
      for (let at = 0; at < columns; at++) {
        const apart = a.features[i * columns + at] - b.features[j * columns + at];
        squares += apart * apart;
      }
      values[i * b.rows + j] = squares;
    }
  return values;
}
