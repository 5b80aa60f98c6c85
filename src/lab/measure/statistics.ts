/** Small sums over numbers that experiments have collected. */

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle of numbers, or the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Square root of the mean squared distance from the mean. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Slope of the least-squares line through points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const middle = mean(points.map(([x]) => x));
  const along = points.reduce((sum, [x, y]) => sum + (x - middle) * y, 0);
  return along / points.reduce((sum, [x]) => sum + (x - middle) ** 2, 0);
}

/** Pearson's r of pairs. NaN where one side does not vary. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [a, b].map((values) => mean(Array.from(values)));
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [da, db] = [a[at] - meanA, b[at] - meanB];
    both += da * db;
    squaresA += da * da;
    squaresB += db * db;
  }
  return both / Math.sqrt(squaresA * squaresB);
}

/** Ranks from 1, in the order of the values; equal values share the mean of theirs. */
export function ranks(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, at) => at).sort((a, b) => values[a] - values[b]);
  const result = new Array<number>(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let at = from; at < to; at++) result[order[at]] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

/** Spearman's rank correlation: Pearson's of the ranks. Spearman 1904. */
export const spearman = (a: ArrayLike<number>, b: ArrayLike<number>): number => pearson(ranks(a), ranks(b));

/**
 * Mean rank of each contestant over tasks: 1 is the best of a task, equal scores share the mean of their ranks, and a score that is no
 * number is the worst. `scores[task][contestant]`, higher is better.
 */
export function averageRanks(scores: readonly (readonly number[])[]): number[] {
  const byTask = scores.map((row) => ranks(row.map((score) => (Number.isNaN(score) ? Infinity : -score))));
  return scores[0].map((_, contestant) => mean(byTask.map((row) => row[contestant])));
}
