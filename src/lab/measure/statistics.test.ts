import { expect, test } from "vitest";
import { averageRanks, deviation, mean, slope } from "./statistics.ts";

test("the deviation is that of the numbers themselves, not an estimate for more of them", () => {
  expect(mean([2, 4, 9])).toBe(5);
  expect(deviation([1, 3, 1, 3])).toBe(1);
});

test("the slope of a line is its slope, wherever its points stand", () => {
  const at = (...values: number[]) => values.map((y, x) => [x + 1, y] as const);
  expect(slope(at(3, 1, -1, -3))).toBeCloseTo(-2, 12);
  expect(slope(at(1, 2, 1, 2))).toBeCloseTo(0.2, 12);
  expect(slope([[-1, 5], [4, 7]])).toBeCloseTo(0.4, 12); // prettier-ignore
});

test("average ranks put the highest score of each task first, share ties, and put what is no number last", () => {
  expect(averageRanks([[0.9, 0.8, 0.7]])).toEqual([1, 2, 3]);
  expect(averageRanks([[0.9, 0.9, 0.7], [0.1, 0.3, 0.2]])).toEqual([2.25, 1.25, 2.5]); // prettier-ignore
  expect(averageRanks([[NaN, 0, 1]])).toEqual([3, 2, 1]);
});
