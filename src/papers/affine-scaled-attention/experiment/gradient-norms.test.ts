import { expect, test } from "vitest";
import { variationOf } from "./gradient-norms.ts";

test("of the norms 1, 2, 3, 4, 30: variance 122, median 3, median distance 1, one spike beyond nine of those", () => {
  const { variance, cv, spikes } = variationOf([1, 2, 3, 4, 30]);
  expect(variance).toBeCloseTo(122, 10);
  expect(cv).toBeCloseTo(Math.sqrt(122) / 8, 10);
  expect([0, 6, 9, 26.9, 27].map(spikes)).toEqual([2, 1, 1, 1, 0]);
});

test("norms that do not change do not vary", () => {
  const { variance, cv, spikes } = variationOf([2, 2, 2]);
  expect([variance, cv, spikes(6)]).toEqual([0, 0, 0]);
});
