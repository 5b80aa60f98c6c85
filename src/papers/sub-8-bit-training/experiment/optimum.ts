/** The best groups that channels can be put into when each group may have any scale, and the error of a scale. */

/**
 * The largest range of each channel's group, in the groups that cost least: a channel costs the square of that range. The best groups are
 * neighbours once channels are sorted, so that a table over ends and numbers of groups finds them.
 */
export function optimalRanges(ranges: readonly number[], groups: number): number[] {
  const order = ranges.map((_, at) => at).sort((a, b) => ranges[a] - ranges[b]);
  const sorted = order.map((at) => ranges[at]);
  const count = sorted.length;
  // cost[k][end]: of the first `end` channels in at most k groups; from[k][end]: where the last of these begins.
  const cost = Array.from({ length: groups + 1 }, () => new Float64Array(count + 1).fill(Infinity));
  const from = Array.from({ length: groups + 1 }, () => new Int32Array(count + 1));
  for (const row of cost) row[0] = 0;
  for (let k = 1; k <= groups; k++)
    for (let end = 1; end <= count; end++)
      for (let start = 0; start < end; start++) {
        const sum = cost[k - 1][start] + (end - start) * sorted[end - 1] ** 2;
        if (sum < cost[k][end]) [cost[k][end], from[k][end]] = [sum, start];
      }
  const result = new Array<number>(count);
  for (let [k, end] = [groups, count]; end > 0; end = from[k][end], k--)
    for (let at = from[k][end]; at < end; at++) result[order[at]] = sorted[end - 1];
  return result;
}

/** Expected squared error of rounding values stochastically to multiples of a scale: scale^2 f (1 - f) each, f being what is left over. */
export function roundingError(values: Iterable<number>, scale: number): number {
  let sum = 0;
  for (const value of values) {
    const steps = value / scale;
    const left = steps - Math.floor(steps);
    sum += left * (1 - left);
  }
  return scale ** 2 * sum;
}

/** Column c of a matrix [rows, columns], row by row. */
export function* column(matrix: ArrayLike<number>, columns: number, c: number): Generator<number> {
  for (let at = c; at < matrix.length; at += columns) yield matrix[at];
}

/** The same of a matrix with a scale for each column; a column whose scale is 0 has zeros and no error. */
export const matrixError = (matrix: ArrayLike<number>, scales: readonly number[]): number =>
  scales.reduce(
    (sum, scale, c) => (scale === 0 ? sum : sum + roundingError(column(matrix, scales.length, c), scale)),
    0,
  );
