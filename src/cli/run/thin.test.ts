import type { Point } from "#lab/kit/index";
import { expect, test } from "vitest";
import { thinPoints } from "./thin.ts";

const curve = (series: string, length: number, seed = 1): Point[] =>
  Array.from({ length }, (_, x) => ({ chart: "Loss", series, x, y: x, seed }));

test("few points stay as they are", () => {
  const points = curve("a", 10);
  expect(thinPoints(points, 10)).toBe(points);
});

test("of many, every series keeps its ends and its share, in the order they were seen", () => {
  const points = [...curve("a", 1_000), ...curve("b", 100), ...curve("a", 1_000, 2), ...curve("c", 1)];
  const left = thinPoints(points, 210);
  expect(left.length).toBeLessThanOrEqual(210);
  expect(left.length).toBeGreaterThan(190);
  const of = (series: string, seed: number) => left.filter((point) => point.series === series && point.seed === seed);
  for (const [series, length, seed] of [
    ["a", 1_000, 1],
    ["b", 100, 1],
    ["a", 1_000, 2],
    ["c", 1, 1],
  ] as const) {
    const kept = of(series, seed).map(({ x }) => x);
    expect([kept[0], kept.at(-1)]).toEqual([0, length - 1]);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
  }
  expect(left).toEqual(points.filter((point) => left.includes(point)));
});

test("the bound holds where there are more series than points may be", () => {
  const points = Array.from({ length: 50 }, (_, index) => curve(`s${index}`, 3)).flat();
  expect(thinPoints(points, 40).length).toBeLessThanOrEqual(40);
});
