import { expect, test } from "vitest";
import { random } from "#engine";
import { column, matrixError, optimalRanges, roundingError } from "./optimum.ts";

/** Every way to put channels into groups. */
function* assignments(count: number, groups: number): Generator<number[]> {
  if (count === 0) yield [];
  else
    for (const rest of assignments(count - 1, groups))
      for (let group = 0; group < groups; group++) yield [...rest, group];
}

const costOf = (ranges: readonly number[], group: readonly number[]) => {
  const largest = ranges.map((_, at) => Math.max(...ranges.filter((_, other) => group[other] === group[at])));
  return largest.reduce((sum, range) => sum + range ** 2, 0);
};

test.each([1, 2, 3])("no grouping into %i costs less", (groups) => {
  for (let trial = 0; trial < 10; trial++) {
    const ranges = [...random(trial).stream("ranges").normal(7)].map((value) => Math.exp(value));
    const best = Math.min(...[...assignments(7, groups)].map((group) => costOf(ranges, group)));
    const found = optimalRanges(ranges, groups);
    expect(found.reduce((sum, range) => sum + range ** 2, 0)).toBeCloseTo(best, 9);
    expect(new Set(found).size).toBeLessThanOrEqual(groups);
    found.forEach((range, at) => expect(range).toBeGreaterThanOrEqual(ranges[at]));
  }
});

test("channels of zeros cost nothing", () => {
  expect(optimalRanges([0, 3, 0, 1], 3)).toEqual([0, 3, 0, 1]);
  expect(matrixError([0, 1, 0, 2], [0, 1])).toBe(0);
});

test("the error is that of many stochastic roundings", () => {
  const noise = random(1).stream("noise").uniform(40_000);
  const [value, scale] = [0.33, 0.25];
  const squares = noise.map((u) => ((u < 0.32 ? 0.5 : 0.25) - value) ** 2);
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  expect(roundingError([value], scale)).toBeCloseTo(mean, 3);
  expect(roundingError([-0.5, 0.25], scale)).toBe(0);
  expect([...column([1, 2, 3, 4, 5, 6], 3, 1)]).toEqual([2, 5]);
});
