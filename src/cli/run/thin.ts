/** Fewer points of the same curves: what a page draws has room for a thousand. */
import type { Point } from "#lab/kit/index";

/**
 * Leaves out points evenly, series by series, until at most `max` are left. A series keeps its first and its last point as long as
 * there is room for two of each; the order stays.
 */
export function thinPoints(points: readonly Point[], max: number): readonly Point[] {
  if (points.length <= max) return points;
  const series = new Map<string, number[]>();
  for (const [index, point] of points.entries()) {
    const key = JSON.stringify([point.chart, point.series, point.seed]);
    series.set(key, [...(series.get(key) ?? []), index]);
  }
  const least = 2 * series.size <= max ? 2 : 0;
  const quotas = (share: number) =>
    [...series.values()].map(({ length }) => Math.min(length, Math.max(least, Math.floor(share * length))));
  const total = (share: number) => quotas(share).reduce((sum, quota) => sum + quota, 0);
  let share = max / points.length;
  while (total(share) > max) share *= 0.98;
  const quota = quotas(share);
  const left = [...series.values()].flatMap((indices, at) => evenly(indices, quota[at]));
  return left.sort((a, b) => a - b).map((index) => points[index]);
}

/** So many of them, the first and the last among them. */
const evenly = (indices: readonly number[], count: number): number[] =>
  count === 1
    ? [indices.at(-1)!]
    : Array.from({ length: count }, (_, at) => indices[Math.round((at * (indices.length - 1)) / (count - 1))]);
