/**
 * A linear map, in closed form, under which the two vectors of a pair come close and others do not: what a search encoder's last layer would
 * learn from pairs. Directions are those in which all vectors spread the most against the spread within pairs (Fisher 1936). Where the
 * spread within pairs is 1 and that of all is s, a direction is scaled by sqrt((s - 1) / (2s - 1)): as much as a product of two vectors
 * there says for a pair when both spreads are normal (Ioffe 2006). One in which pairs are no nearer than others counts nothing, so that
 * keeping all directions is no worse than keeping few.
 */
import { symmetricEigen, type Matrix } from "./eigen.ts";

/** y = (x - middle) map: [width] -> [size], the most telling direction first. */
export interface PairMap {
  readonly middle: Float64Array;
  /** One row for each number of y: [size][width]. */
  readonly rows: Matrix;
}

/** Made from pairs: vectors row after row, [pairs, width] each. `penalty`: added to every variance within pairs, in parts of their mean. */
export function pairMap(
  queries: Float32Array,
  passages: Float32Array,
  { width, size = width, penalty = 0.01 }: { width: number; size?: number; penalty?: number },
): PairMap {
  const pairs = queries.length / width;
  const middle = new Float64Array(width);
  for (const side of [queries, passages])
    for (let at = 0; at < side.length; at++) middle[at % width] += side[at] / (2 * pairs);
  const [all, within] = [emptyMatrix(width), emptyMatrix(width)];
  for (let pair = 0; pair < pairs; pair++) {
    const query = middle.map((mean, at) => queries[pair * width + at] - mean);
    const passage = middle.map((mean, at) => passages[pair * width + at] - mean);
    for (let i = 0; i < width; i++)
      for (let j = 0; j <= i; j++) {
        all[i][j] += (query[i] * query[j] + passage[i] * passage[j]) / (2 * pairs);
        within[i][j] += ((query[i] - passage[i]) * (query[j] - passage[j])) / (2 * pairs);
      }
  }
  for (const matrix of [all, within])
    for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) matrix[j][i] = matrix[i][j];
  const trace = within.reduce((sum, row, at) => sum + row[at], 0);
  for (let i = 0; i < width; i++) within[i][i] += (penalty * trace) / width;

  // In the coordinates in which the spread within pairs is the identity, the most telling directions are the principal ones.
  const inner = symmetricEigen(within);
  const whitening = columnsOf(inner.vectors).map((vector, at) =>
    vector.map((value) => value / Math.sqrt(inner.values[at])),
  );
  const spread = whitening.map((vector) => Float64Array.from(all, (row) => dot(row, vector)));
  const outer = symmetricEigen(whitening.map((vector) => Float64Array.from(spread, (other) => dot(vector, other))));
  const order = Array.from(outer.values.keys()).sort((a, b) => outer.values[b] - outer.values[a]);
  const directions = columnsOf(outer.vectors);
  const rows = order.slice(0, size).map((at) => {
    const between = Math.max(0, outer.values[at] - 1);
    const scale = Math.sqrt(between / (2 * between + 1));
    return combined(whitening, directions[at]).map((value) => value * scale);
  });
  return { middle, rows };
}

/** Vectors row after row under the map: [rows, width] -> [rows, size]. */
export function mapped(vectors: Float32Array, { middle, rows }: PairMap): Float32Array {
  const [width, size] = [middle.length, rows.length];
  const count = vectors.length / width;
  const result = new Float32Array(count * size);
  for (let row = 0; row < count; row++)
    for (let to = 0; to < size; to++) {
      let sum = 0;
      for (let at = 0; at < width; at++) sum += (vectors[row * width + at] - middle[at]) * rows[to][at];
      result[row * size + to] = sum;
    }
  return result;
}

const emptyMatrix = (width: number): Float64Array[] => Array.from({ length: width }, () => new Float64Array(width));

const columnsOf = (matrix: Matrix): Float64Array[] =>
  Array.from(matrix, (_, column) => Float64Array.from(matrix, (row) => row[column]));

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * b[at], 0);

/** Sum of rows, each times its weight. */
const combined = (rows: Matrix, weights: Float64Array): Float64Array =>
  rows[0].map((_, at) => rows.reduce((sum, row, index) => sum + weights[index] * row[at], 0));
