/** Turns the lines of a run into what a chart draws: series with their seeds, means, scales and summary. */
import type { Chart } from "#lab/kit/index";
import { count, listed } from "#library/words/count";
import { formatNumber } from "#library/words/number";
import { shown, type Line } from "#library/runs/lines";
import { createScale, nameScale, type Scale } from "./scale.ts";

/** `y: null` is a gap: a value that was not finite, or one that a log axis cannot show. */
export type XY = readonly [x: number, y: number | null];

export interface SeedLine {
  readonly seed: number;
  readonly points: readonly XY[];
}

export interface Series {
  readonly name: string;
  /** Places in the orders of colours and of dashes (or dots), 0..7: together they tell 64 series apart. */
  readonly colour: number;
  readonly dash: number;
  readonly seeds: readonly SeedLine[];
  /** Over all seeds, at every x that each of them has reached; with one seed, that seed. */
  readonly mean: readonly XY[];
}

export interface ChartModel {
  readonly name: string;
  readonly chart: Chart;
  readonly series: readonly Series[];
  readonly x: Scale;
  readonly y: Scale;
  /** Every x at which a value can be read, ascending. */
  readonly stops: readonly number[];
  /** Points that cannot be drawn: not finite, or not above zero on a log axis. */
  readonly gaps: number;
  /** Series that are left out, because nobody could tell so many apart. */
  readonly omitted: number;
}

export const colours = 8;

/**
 * Lines of one chart -> model. The order of first appearance is the order of series and colours.
 * @param frame lines that the scales must have room for, where several charts share their axes. Default: `lines`.
 */
export function chartModel(name: string, chart: Chart, lines: readonly Line[], frame = lines): ChartModel {
  const bySeries = new Map<string, SeedLine[]>();
  const [logX, logY] = [chart.x.scale === "log", chart.y.scale === "log"];
  let gaps = 0;
  const omitted = new Set<string>();
  for (const { series, seed, x, y } of lines) {
    const seeds = bySeries.get(series) ?? [];
    if (seeds.length === 0 && bySeries.size === shown.series) {
      omitted.add(series);
      continue;
    }
    bySeries.set(series, seeds);
    const points: XY[] = [];
    x.forEach((across, index) => {
      if (logX && across <= 0) return;
      const up = y[index];
      const drawn = up === null || (logY && up <= 0) ? null : up;
      if (drawn === null) gaps++;
      points.push([across, drawn]);
    });
    if (chart.mark !== "dots") points.sort(([a], [b]) => a - b);
    seeds.push({ seed, points });
  }
  const series = [...bySeries].map(([name, seeds], index) => ({
    name,
    colour: index % colours,
    dash: (index + Math.floor(index / colours)) % colours,
    seeds,
    mean: seeds.length === 1 ? seeds[0].points : meanOf(seeds),
  }));
  return {
    name,
    chart,
    series,
    gaps,
    omitted: omitted.size,
    x: chart.x.names
      ? nameScale(chart.x.names)
      : createScale(
          frame.flatMap(({ x }) => x),
          { log: logX, nice: chart.mark === "dots" },
        ),
    y: chart.y.names
      ? nameScale(chart.y.names, { down: true })
      : createScale(
          frame.flatMap(({ y }) => y.flatMap((value) => value ?? [])),
          { log: logY, nice: true },
        ),
    stops: [...new Set(series.flatMap((one) => one.mean.map(([x]) => x)))].sort((a, b) => a - b),
  };
}

function meanOf(seeds: readonly SeedLine[]): XY[] {
  const sums = new Map<number, { sum: number; mean: number; count: number; gap: boolean }>();
  for (const { points } of seeds)
    for (const [x, y] of points) {
      const at = sums.get(x) ?? { sum: 0, mean: 0, count: 0, gap: false };
      const up = y ?? 0;
      // Two large numbers have a mean, though their sum is no number.
      const mean = at.mean + up / seeds.length;
      sums.set(x, { sum: at.sum + up, mean, count: at.count + 1, gap: at.gap || y === null });
    }
  return [...sums]
    .filter(([, { count }]) => count === seeds.length)
    .sort(([a], [b]) => a - b)
    .map(([x, { sum, mean, count, gap }]) => [x, gap ? null : Number.isFinite(sum) ? sum / count : mean]);
}

/** The value of a series at one of the model's stops; undefined where it has none there. */
export const valueAt = (series: Series, x: number): number | null | undefined =>
  series.mean.find((point) => point[0] === x)?.[1];

/** An axis in words: "NLL (nats)". */
export const axisTitle = ({ label, unit }: Chart["x"]): string => (unit ? `${label} (${unit})` : label);

/** A value of an axis in words: a number, or the name of what it counts. */
export const axisValue = ({ names }: Chart["x"], value: number, digits?: number): string =>
  names?.[value - 1] ?? formatNumber(value, digits);

/** More names than these nobody listens to; the table has them all. */
const told = 12;

/** What the chart shows, for somebody who does not see it. */
export function describe({ chart, series }: ChartModel): string {
  const kind = chart.mark === "dots" ? "Dot plot" : "Line chart";
  const ends = series.slice(0, told).map(({ name, mean, seeds }) => {
    const last = (chart.mark === "dots" ? seeds.flatMap(({ points }) => points) : mean).findLast(([, y]) => y !== null);
    return last === undefined ? `${name} has no finite value` : `${name} ends at ${axisValue(chart.y, last[1]!)}`;
  });
  if (series.length > told) ends.push(`${count(series.length - told, "other series", "other series")} in the table`);
  const scale = chart.y.scale === "log" ? ", logarithmic" : "";
  return `${kind} of ${axisTitle(chart.y)}${scale} against ${axisTitle(chart.x)}. ${listed(ends)}.`;
}
