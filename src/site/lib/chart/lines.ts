/** Points of a run sorted into lines: the form in which charts take them, and in which they travel to the browser. */
import type { Point } from "#papers/kit/index";

/** One series under one seed; `y[i]` belongs to `x[i]`, null where it was not finite. */
export interface Line {
  readonly series: string;
  readonly seed: number;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** Lines by chart name, charts and series in order of first appearance. */
export function linesOf(points: readonly Point[]): Record<string, Line[]> {
  const charts = new Map<string, Map<string, Line & { x: number[]; y: (number | null)[] }>>();
  for (const { chart, series, seed, x, y } of points) {
    const lines = charts.get(chart) ?? new Map();
    charts.set(chart, lines);
    const key = `${seed} ${series}`;
    let line = lines.get(key);
    if (line === undefined) lines.set(key, (line = { series, seed, x: [], y: [] }));
    line.x.push(x);
    line.y.push(y);
  }
  return Object.fromEntries([...charts].map(([chart, lines]) => [chart, [...lines.values()]]));
}

/**
 * At most about `stops` different x of a chart; numbers to five digits. Of every stretch the x with the lowest and with
 * the highest mean over the lines stay, so that peaks do, and all lines keep the same x, so that a mean over seeds stays
 * one. `every` says how much was left out: 1 is nothing.
 */
export function thinned(lines: readonly Line[], stops: number): { lines: Line[]; every: number } {
  const all = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const kept = all.length <= stops ? new Set(all) : extremes(lines, all, stops);
  const short = (value: number) => Number(value.toPrecision(5));
  return {
    every: Math.max(1, Math.round(all.length / Math.max(1, kept.size))),
    lines: lines.map(({ series, seed, x, y }) => {
      const places = x.flatMap((value, index) => (kept.has(value) ? index : []));
      return {
        series,
        seed,
        x: places.map((place) => short(x[place])),
        y: places.map((place) => (y[place] === null ? null : short(y[place]))),
      };
    }),
  };
}

/** The first and last x, and the lowest and highest of each of `stops / 2` stretches. */
function extremes(lines: readonly Line[], all: readonly number[], stops: number): Set<number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { x, y } of lines)
    x.forEach((value, index) => {
      const { sum, count } = sums.get(value) ?? { sum: 0, count: 0 };
      const up = y[index];
      sums.set(value, up === null ? { sum, count } : { sum: sum + up, count: count + 1 });
    });
  const mean = (x: number) => {
    const { sum, count } = sums.get(x)!;
    return count === 0 ? Infinity : sum / count;
  };
  const kept = new Set([all[0], all.at(-1)!]);
  const stretch = all.length / (stops / 2);
  for (let start = 0; start < all.length; start += stretch) {
    const part = all.slice(Math.floor(start), Math.floor(start + stretch));
    if (part.length === 0) continue;
    kept.add(part.reduce((best, x) => (mean(x) < mean(best) ? x : best)));
    kept.add(part.reduce((best, x) => (mean(x) > mean(best) ? x : best)));
  }
  return kept;
}
