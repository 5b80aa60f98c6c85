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
 * At most `stops` different x of a chart, evenly taken, the last one included; numbers to five digits. All lines keep
 * the same x, so that a mean over seeds stays one. `every` says how much was left out: 1 is nothing.
 */
export function thinned(lines: readonly Line[], stops: number): { lines: Line[]; every: number } {
  const all = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(all.length / stops));
  const kept = new Set(all.filter((_, index) => index % every === 0 || index === all.length - 1));
  const short = (value: number) => Number(value.toPrecision(5));
  return {
    every,
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
