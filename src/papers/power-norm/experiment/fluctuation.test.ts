import { expect, test } from "vitest";
import type { RecordedStats } from "#lab/measure/batch-statistics";
import { FluctuationMeter } from "./fluctuation.ts";

const saw = (mean: number, variance: number, norm = "norm"): RecordedStats => ({
  norm,
  mean: Float32Array.of(mean),
  variance: Float32Array.of(variance),
  square: Float32Array.of(variance + mean ** 2),
});

test("the first batch starts the running values; the second is held against them", () => {
  const meter = new FluctuationMeter();
  expect(meter.add([saw(1, 4)])).toBeNull();
  const step = meter.add([saw(2, 6)])!;
  expect(step.distance).toBeCloseTo(0.5); // |6 - 4| / 4
  expect(step.shift).toBeCloseTo(0.5); // |2 - 1| / sqrt(4)
  expect(step.variance).toBeCloseTo(0.5);
  expect(step.square).toBeCloseTo(1); // 5 to 10
  expect(step.runningSquare).toBeCloseTo(0.1); // 5 to 5.5
});

test("running values move a tenth of the way; changes are taken from the batch before", () => {
  const meter = new FluctuationMeter();
  for (const variance of [4, 6]) meter.add([saw(0, variance)]);
  const step = meter.add([saw(0, 6)])!;
  expect(step.distance).toBeCloseTo((6 - 4.2) / 4.2);
  expect(step.variance).toBe(0);
});

test("norms count alike, and the second half of the steps is what settles", () => {
  const meter = new FluctuationMeter();
  const both = (first: number, second: number) => meter.add([saw(0, first, "a"), saw(0, second, "b")]);
  both(1, 1);
  expect(both(2, 1)!.variance).toBeCloseTo(0.5);
  both(2, 1);
  both(2, 1);
  both(2, 1);
  expect(meter.settled("variance")).toBe(0);
});
