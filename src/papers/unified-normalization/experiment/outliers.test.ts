import { expect, test } from "vitest";
import type { RecordedStats } from "#lab/measure/batch-statistics";
import { OutlierMeter } from "./outliers.ts";

const saw = (norm: string, ...square: number[]): RecordedStats => {
  const values = Float32Array.from(square);
  return { norm, mean: new Float32Array(square.length), square: values, variance: values };
};

test("a batch is held against the median of each channel's last twenty, once there are as many", () => {
  const meter = new OutlierMeter(0);
  for (let t = 0; t < 20; t++) expect(meter.add([saw("a", 1, t < 10 ? 100 : 120)])).toBeNull();
  expect(meter.add([saw("a", 2.5, 220)])).toBeCloseTo(2.5);
  expect(meter.add([saw("a", 1, 360)])).toBeCloseTo(3);
});

test("a slow trend is no outlier", () => {
  const meter = new OutlierMeter(0);
  for (let t = 0; t < 100; t++) meter.add([saw("a", 1.02 ** t)]);
  expect(meter.typical()).toBeLessThan(1.3);
});

test("what is typical is the middle of the norms' largest", () => {
  const meter = new OutlierMeter(0);
  expect(meter.typical()).toBeNaN();
  for (let t = 0; t < 21; t++) meter.add(["a", "b", "c"].map((norm, i) => saw(norm, t === 20 ? i + 2 : 1)));
  expect(meter.typical()).toBe(3);
});

test("what happens before training has settled is shown and does not count", () => {
  const meter = new OutlierMeter(22);
  for (let t = 0; t < 20; t++) meter.add([saw("a", 1)]);
  expect(meter.add([saw("a", 9)])).toBe(9);
  meter.add([saw("a", 1)]);
  expect(meter.typical()).toBeNaN();
  meter.add([saw("a", 2)]);
  expect(meter.typical()).toBe(2);
});

test("a channel's variation is its deviation relative to its mean over the last batches and the present one", () => {
  const meter = new OutlierMeter(0);
  for (let t = 0; t < 20; t++) meter.add([saw("a", 3)]);
  expect(meter.variation()).toBeNaN();
  meter.add([saw("a", 3)]);
  expect(meter.variation()).toBe(0);
  meter.add([saw("a", 24)]);
  expect(meter.variation()).toBeCloseTo(Math.sqrt((20 * 1 + 400) / 21) / 4 / 2, 6);
});
