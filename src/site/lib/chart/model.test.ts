import type { Chart, Point } from "#lab/kit/index";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linesOf, shown, thinned } from "#library/runs/lines";
import { chartModel, describe as say, valueAt } from "./model.ts";
import { linePath } from "./path.ts";
import { chartSvg } from "./svg.ts";
import { chartTable } from "./table.ts";

const chart: Chart = { x: { label: "update" }, y: { label: "loss", unit: "nats" }, caption: "Lower is better." };
const point = (series: string, seed: number, x: number, y: number | null): Point => ({
  chart: "Loss",
  series,
  seed,
  x,
  y,
});
const model = (points: Point[], axes: Partial<Chart> = {}) =>
  chartModel("Loss", { ...chart, ...axes }, linesOf(points)["Loss"] ?? []);

describe("the model of a chart", () => {
  test("takes the mean over the seeds wherever each of them has arrived", () => {
    const { series } = model([
      point("LN", 1, 0, 4),
      point("LN", 1, 1, 2),
      point("LN", 2, 0, 6),
      point("LN", 2, 1, 3),
      point("LN", 1, 2, 1),
    ]);
    expect(series[0].mean).toEqual([
      [0, 5],
      [1, 2.5],
    ]);
    expect(series[0].seeds.map(({ points }) => points.length)).toEqual([3, 2]);
  });
  test("shows a single seed as it is", () => {
    expect(model([point("LN", 7, 0, 4), point("LN", 7, 1, 2)]).series[0].mean).toEqual([
      [0, 4],
      [1, 2],
    ]);
  });
  test("leaves a gap where one seed was not finite, and counts it", () => {
    const { series, gaps } = model([point("LN", 1, 0, 4), point("LN", 2, 0, null)]);
    expect(series[0].mean).toEqual([[0, null]]);
    expect(gaps).toBe(1);
  });
  test("leaves a gap on a log axis for what is not above zero", () => {
    const { series, gaps, y } = model([point("LN", 1, 0, 0), point("LN", 1, 1, 10), point("LN", 1, 2, 1000)], {
      y: { label: "norm", scale: "log" },
    });
    expect(series[0].mean[0]).toEqual([0, null]);
    expect([gaps, y.log]).toEqual([1, true]);
  });
  test("joins the points of a line from left to right, in whatever order they came", () => {
    expect(model([point("LN", 1, 2, 1), point("LN", 1, 0, 4)]).series[0].mean.map(([x]) => x)).toEqual([0, 2]);
  });
  test("gives series their colours in order of appearance, and begins again with other dashes after the last", () => {
    const { series } = model(Array.from({ length: 20 }, (_, index) => point(`s${index}`, 1, 0, index)));
    expect(series.slice(6, 10).map(({ colour }) => colour)).toEqual([6, 7, 0, 1]);
    expect(series.slice(6, 10).map(({ dash }) => dash)).toEqual([6, 7, 1, 2]);
    expect(new Set(series.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(20);
  });
  test("can be read at every x, and says where a series has nothing", () => {
    const { series, stops } = model([point("LN", 1, 0, 4), point("BN", 1, 5, 2)]);
    expect(stops).toEqual([0, 5]);
    expect(valueAt(series[0], 5)).toBeUndefined();
    expect(valueAt(series[1], 5)).toBe(2);
  });
  test("is told in words for those who do not see it", () => {
    expect(say(model([point("LN", 1, 0, 4), point("LN", 1, 9, 2.5), point("BN", 1, 0, null)]))).toBe(
      "Line chart of loss (nats) against update. LN ends at 2.50 and BN has no finite value.",
    );
  });
  test("of nothing has no series and still has axes", () => {
    const empty = model([]);
    expect(empty.series).toEqual([]);
    expect(empty.x.ticks.length).toBeGreaterThan(1);
  });
});

describe("lines on their way to a page", () => {
  const at = (stops: number) => ({ ...shown, stops });
  const long = linesOf(
    [1, 2].flatMap((seed) => Array.from({ length: 1001 }, (_, x) => point("LN", seed, x, 1 / 3 + seed))),
  )["Loss"];
  test("keep the same x for every seed, the first and the last among them", () => {
    const { lines, every } = thinned(long, at(250));
    expect(every).toBeGreaterThan(2);
    expect(lines[0].x).toEqual(lines[1].x);
    expect([lines[0].x[0], lines[0].x.at(-1)]).toEqual([0, 1000]);
    expect(lines[0].x.length).toBeLessThanOrEqual(252);
  });
  test("keep their peaks", () => {
    const spiky = linesOf(Array.from({ length: 1001 }, (_, x) => point("LN", 1, x, x === 617 ? 50 : 1)))["Loss"];
    const { lines } = thinned(spiky, at(250));
    expect(lines[0].y[lines[0].x.indexOf(617)]).toBe(50);
  });
  test("keep five digits, which is more than a screen shows", () => {
    expect(thinned(long, at(250)).lines[0].y[0]).toBe(1.3333);
  });
  test("that are short stay as they are", () => {
    expect(thinned(linesOf([point("LN", 1, 0, null)])["Loss"], at(250))).toEqual({
      every: 1,
      omitted: 0,
      lines: [{ series: "LN", seed: 1, x: [0], y: [null] }],
    });
  });
});

describe("whatever a run holds", () => {
  const any = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -5, max: 5 }),
    fc.integer({ min: -5, max: 5 }).map((steps) => steps * Number.MIN_VALUE),
  );
  const points = fc.array(
    fc.record({
      series: fc.constantFrom("LN", "BN", "__proto__"),
      seed: fc.integer({ min: 1, max: 3 }),
      x: any,
      y: fc.option(any),
    }),
    { maxLength: 40 },
  );
  const scale = fc.constantFrom("linear" as const, "log" as const);
  const mark = fc.constantFrom("line" as const, "dots" as const);

  test("a chart of it has only finite numbers in it: on its axes, in its means, in what it draws and in its table", () => {
    fc.assert(
      fc.property(points, scale, scale, mark, (drawn, across, up, mark) => {
        const lines = linesOf(drawn.map((one) => ({ chart: "Loss", ...one })))["Loss"] ?? [];
        const axes = { x: { label: "update", scale: across }, y: { label: "loss", scale: up }, mark };
        const shows = chartModel("Loss", { ...chart, ...axes }, thinned(lines).lines);
        const { series, x, y } = shows;
        const numbers = [
          ...[...x.ticks, ...y.ticks].flatMap(({ value, at }) => [value, at]),
          ...series.flatMap(({ mean }) => mean.flatMap(([x, y]) => (y === null ? x : [x, y]))),
          ...chartTable(shows).rows.flatMap((row) => row.filter((value) => typeof value === "number")),
        ];
        expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
        for (const axis of [x, y]) expect(new Set(axis.ticks.map(({ value }) => value)).size).toBe(axis.ticks.length);
        const paths = series.map(({ mean }) => linePath(mean, x, y));
        expect([...paths, chartSvg(shows)].join(" ")).not.toMatch(/NaN|Infinity/);
        // Whatever can be drawn is.
        for (const { seeds } of series)
          for (const [across, up] of seeds.flatMap(({ points }) => points))
            expect([x.at(across), up === null ? 0 : y.at(up)]).not.toContain(null);
        say(shows);
      }),
      { numRuns: 200 },
    );
  });

  test.each<[string, (index: number) => Omit<Point, "chart">]>([
    ["20,000 series", (at) => ({ series: `series ${at}`, seed: 1, x: at % 7, y: at })],
    ["20,000 series, each somewhere else", (at) => ({ series: `series ${at}`, seed: 1, x: at, y: at })],
    ["64 series of twenty seeds", (at) => ({ series: `series ${at % 64}`, seed: at % 20, x: at, y: at })],
    ["one series", (at) => ({ series: "LN", seed: 1, x: at, y: at })],
    ["one place", (at) => ({ series: "LN", seed: 1, x: 0, y: at })],
  ])("%s are shown within the bounds of a chart, as drawing, as table and in words", (_, pointAt) => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({ chart: "Loss", ...pointAt(index) }));
    const { lines, omitted } = thinned(linesOf(many)["Loss"]);
    const names = new Set(many.map(({ series }) => series)).size;
    expect(omitted).toBe(Math.max(0, names - shown.series));
    expect(lines.flatMap(({ x }) => x).length).toBeLessThan(1.5 * shown.points);
    expect(Math.max(...lines.map(({ x }) => x.length))).toBeLessThanOrEqual(shown.stops + 2);
    const shows = chartModel("Loss", { ...chart, mark: "dots" }, lines);
    expect(chartSvg(shows).length).toBeLessThan(1_500_000);
    expect(chartTable(shows).rows.length).toBeLessThanOrEqual(42);
    expect(say(shows).length).toBeLessThan(1_000);
    expect(chartModel("Loss", chart, linesOf(many)["Loss"])).toMatchObject({ omitted });
  });
});
