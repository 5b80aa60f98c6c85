import { expect, test } from "vitest";
import type { Seen } from "../testbeds/statistics.ts";
import { OutlierMeter } from "./outliers.ts";

const saw = (norm: string, ...square: number[]): Seen => {
  const values = Float32Array.from(square);
  return { norm, mean: new Float32Array(square.length), square: values, variance: values };
};

test("a batch is held against the median of each channel's last twenty, once there are as many", () => {
  const meter = new OutlierMeter();
  for (let t = 0; t < 20; t++) expect(meter.add([saw("a", 1, t < 10 ? 100 : 120)])).toBeNull();
  expect(meter.add([saw("a", 2.5, 220)])).toBeCloseTo(2.5);
  expect(meter.add([saw("a", 1, 360)])).toBeCloseTo(3);
});

test("a slow trend is no outlier", () => {
  const meter = new OutlierMeter();
  for (let t = 0; t < 100; t++) meter.add([saw("a", 1.02 ** t)]);
  expect(meter.typical()).toBeLessThan(1.3);
});

test("what is typical is the middle of the norms' largest", () => {
  const meter = new OutlierMeter();
  expect(meter.typical()).toBeNaN();
  for (let t = 0; t < 21; t++) meter.add(["a", "b", "c"].map((norm, i) => saw(norm, t === 20 ? i + 2 : 1)));
  expect(meter.typical()).toBe(3);
});
