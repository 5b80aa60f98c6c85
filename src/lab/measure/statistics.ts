/** Small sums over numbers that experiments have collected. */

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

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
