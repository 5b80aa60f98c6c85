import { expect, test } from "vitest";
import { random } from "#engine";
import { kMeans, vMeasure } from "./clustering.ts";

test("k-means finds groups that lie apart, whatever their sizes", () => {
  const noise = random(1).stream("noise").normal(180);
  const truth = Array.from({ length: 90 }, (_, row) => (row < 10 ? 0 : row < 40 ? 1 : 2));
  const centres = [
    [0, 0],
    [9, 0],
    [0, 9],
  ];
  const values = Float32Array.from(noise, (value, at) => value + centres[truth[at >> 1]][at % 2]);
  expect(vMeasure(truth, kMeans({ values, width: 2 }, 3, random(1).stream("centres")))).toBeCloseTo(1, 12);
  expect(() => kMeans({ values: values.subarray(0, 4), width: 2 }, 3, random(1).stream("centres"))).toThrow(
    "2 rows do not make 3 groups",
  );
});

// The values of sklearn.metrics.v_measure_score's documentation.
test("the V-measure is 1 for the same division under other names, 0 for none, and in between by hand", () => {
  expect(vMeasure([0, 0, 1, 1], [7, 7, 3, 3])).toBeCloseTo(1, 12);
  expect(vMeasure([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(0.8, 2);
  expect(vMeasure([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(0.8, 2);
  expect(vMeasure([0, 0, 1, 1], [0, 1, 2, 3])).toBeCloseTo(2 / 3, 12);
  expect(vMeasure([0, 0, 1, 1], [0, 0, 0, 0])).toBe(0);
  expect(vMeasure([0, 1, 0, 1], [0, 0, 1, 1])).toBeCloseTo(0, 12);
});
