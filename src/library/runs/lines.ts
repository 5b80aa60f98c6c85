/** Points of a run sorted into lines: the form in which charts take them, and in which they travel to the browser. */
import type { Point } from "#lab/kit/index";

/** One series under one seed; `y[i]` belongs to `x[i]`, null where it was not finite. */
export interface Line {
  readonly series: string;
  readonly seed: number;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** What one chart shows at most, whatever a run holds. What runs draw is far below: nine series, 3,500 points. */
export const shown = {
  /** As many as colours and dashes can tell apart. */
  series: 64,
  /** Different x of a line: a screen does not show more. */
  stops: 300,
  /** Over all lines together. */
  points: 6_000,
} as const;

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

export interface Thinned {
  readonly lines: Line[];
  /** How much was left out: of `every` points one was kept; 1 is all of them. */
  readonly every: number;
  /** Series that were left out as a whole: there were more than `shown.series`. */
  readonly omitted: number;
}

/**
 * The lines of one chart, within `shown`; numbers to five digits. Of every stretch the x with the lowest and with the
 * highest mean over the lines stay, so that peaks do, and all lines keep the same x, so that a mean over seeds stays one.
 */
export function thinned(all: readonly Line[], { series, stops, points }: typeof shown | Bounds = shown): Thinned {
  const names = [...new Set(all.map((line) => line.series))];
  const told = new Set(names.slice(0, series));
  const lines = all.filter((line) => told.has(line.series)).slice(0, points);
  const room = Math.floor(points / Math.max(1, lines.length));
  const many = Math.max(1, Math.min(stops, room));
  const places = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const fits = places.length <= many || lines.every(({ x }) => x.length <= many);
  const kept = fits ? new Set(places) : extremes(lines, places, many);
  const total = lines.reduce((sum, { x }) => sum + x.length, 0);
  const short = lines.map((line) => shortened(line, kept, many));
  const left = short.reduce((sum, { x }) => sum + x.length, 0);
  return { lines: short, every: Math.max(1, Math.round(total / Math.max(1, left))), omitted: names.length - told.size };
}

/** Other bounds than those of a chart on a page. */
export type Bounds = { readonly [Name in keyof typeof shown]: number };

/** A line at the x that are kept; where it has many values at one x, some of them, evenly. */
function shortened({ series, seed, x, y }: Line, kept: ReadonlySet<number>, max: number): Line {
  const all = x.flatMap((value, index) => (kept.has(value) ? index : []));
  // The first and last x come on top of the extremes.
  const every = Math.ceil(all.length / (max + 2));
  const places = all.filter((_, index) => index % every === 0);
  return {
    series,
    seed,
    x: places.map((place) => brief(x[place])),
    y: places.map((place) => (y[place] === null ? null : brief(y[place]))),
  };
}

/** Five digits, unless these are more than a number can be. */
function brief(value: number): number {
  const rounded = Number(value.toPrecision(5));
  return Number.isFinite(rounded) ? rounded : value;
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
  for (const [start, end] of stretches(all.length, stops / 2)) {
    const part = all.slice(start, end);
    kept.add(part.reduce((best, x) => (mean(x) < mean(best) ? x : best)));
    kept.add(part.reduce((best, x) => (mean(x) > mean(best) ? x : best)));
  }
  return kept;
}

/** 0 to `length` in about `count` stretches, none of them empty. */
export function stretches(length: number, count: number): (readonly [start: number, end: number])[] {
  const whole = Math.max(1, Math.min(length, Math.ceil(count)));
  return Array.from({ length: length === 0 ? 0 : whole }, (_, index) => [
    Math.floor((index * length) / whole),
    Math.floor(((index + 1) * length) / whole),
  ]);
}
