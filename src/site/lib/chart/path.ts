/** From points to SVG path data and label positions. */
import type { XY } from "./model.ts";
import { stretches } from "#library/runs/lines";
import type { Scale } from "./scale.ts";

/** Paths are drawn in a square of this size and stretched to the plot; strokes keep their width. */
export const square = 1000;

/** At most this many points of a line are drawn; a screen has not many more columns. */
const drawn = 400;

/** Path data of a line, y pointing down, broken where a value is missing. */
export function linePath(points: readonly XY[], x: Scale, y: Scale, width = square, height = square): string {
  let path = "";
  let pen = false;
  for (const [px, py] of thin(points, drawn)) {
    const across = x.at(px);
    const up = py === null ? null : y.at(py);
    if (across === null || up === null) {
      pen = false;
      continue;
    }
    path += `${pen ? "L" : "M"}${round(across * width)} ${round((1 - up) * height)}`;
    pen = true;
  }
  return path;
}

/** Points that no line reaches, as their neighbours are missing: a line would not show them. */
export const lonePoints = (points: readonly XY[]): readonly XY[] =>
  points.filter(
    ([, y], at) => y !== null && (points[at - 1]?.[1] ?? null) === null && (points[at + 1]?.[1] ?? null) === null,
  );

const round = (value: number): number => Math.round(value * 10) / 10;

/** Keeps the lowest and highest point of each of `limit / 2` stretches, and every gap: peaks survive, a plain stride would lose them. */
export function thin(points: readonly XY[], limit: number): readonly XY[] {
  if (points.length <= limit) return points;
  const kept: XY[] = [points[0]];
  for (const [start, end] of stretches(points.length, limit / 2)) {
    const part = points.slice(start, end);
    let [low, high] = [0, 0];
    let gap = -1;
    part.forEach(([, y], index) => {
      if (y === null) gap = index;
      if (y !== null && (part[low][1] === null || y < part[low][1]!)) low = index;
      if (y !== null && (part[high][1] === null || y > part[high][1]!)) high = index;
    });
    for (const index of [...new Set([low, high, gap])].sort((a, b) => a - b)) if (index >= 0) kept.push(part[index]);
  }
  kept.push(points.at(-1)!);
  return kept;
}

/** Moves label positions (0..1, any order) apart until none is nearer than `gap` to the next, each as little as possible. */
export function spread(positions: readonly number[], gap: number): number[] {
  const order = positions.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  // Neighbours that overlap form a pool, which stands centred on the mean of where its members want to be, inside the plot.
  const pools: { size: number; wanted: number }[] = [];
  const half = ({ size }: { size: number }) => ((size - 1) * gap) / 2;
  const middle = (pool: { size: number; wanted: number }) =>
    Math.min(Math.max(pool.wanted, half(pool)), Math.max(half(pool), 1 - half(pool)));
  for (const { at } of order) {
    pools.push({ size: 1, wanted: at });
    for (let last = pools.at(-1)!, before = pools.at(-2); before; last = pools.at(-1)!, before = pools.at(-2)) {
      if (middle(last) - middle(before) >= ((last.size + before.size) / 2) * gap) break;
      const size = last.size + before.size;
      const wanted = (last.wanted * last.size + before.wanted * before.size) / size;
      pools.splice(-2, 2, { size, wanted });
    }
  }
  const placed = new Array<number>(positions.length);
  let next = 0;
  for (const pool of pools)
    for (let member = 0; member < pool.size; member++)
      placed[order[next++].index] = middle(pool) - half(pool) + member * gap;
  return placed;
}
