import type { Chart, Point } from "#papers/kit/index";
import { describe, expect, test } from "vitest";
import { linesOf, thinned } from "./lines.ts";
import { chartModel, describe as say, valueAt } from "./model.ts";

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
  const long = linesOf(
    [1, 2].flatMap((seed) => Array.from({ length: 1001 }, (_, x) => point("LN", seed, x, 1 / 3 + seed))),
  )["Loss"];
  test("keep the same x for every seed, the first and the last among them", () => {
    const { lines, every } = thinned(long, 250);
    expect(every).toBeGreaterThan(2);
    expect(lines[0].x).toEqual(lines[1].x);
    expect([lines[0].x[0], lines[0].x.at(-1)]).toEqual([0, 1000]);
    expect(lines[0].x.length).toBeLessThanOrEqual(252);
  });
  test("keep their peaks", () => {
    const spiky = linesOf(Array.from({ length: 1001 }, (_, x) => point("LN", 1, x, x === 617 ? 50 : 1)))["Loss"];
    const { lines } = thinned(spiky, 250);
    expect(lines[0].y[lines[0].x.indexOf(617)]).toBe(50);
  });
  test("keep five digits, which is more than a screen shows", () => {
    expect(thinned(long, 250).lines[0].y[0]).toBe(1.3333);
  });
  test("that are short stay as they are", () => {
    expect(thinned(linesOf([point("LN", 1, 0, null)])["Loss"], 250)).toEqual({
      every: 1,
      lines: [{ series: "LN", seed: 1, x: [0], y: [null] }],
    });
  });
});
