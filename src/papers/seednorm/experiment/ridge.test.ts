import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { heldOutR2, type Sample } from "./ridge.ts";

const width = 5;
const weights = [2, -1, 0, 0.5, 3];

/** Rows whose target is a linear map of the features, plus noise. */
function linear(rows: number, noise: number, seed: number): Sample {
  const features = random(seed)
    .stream("features")
    .normal(rows * width);
  const error = random(seed).stream("noise").normal(rows);
  return {
    features,
    targets: Float64Array.from(error, (e, row) =>
      weights.reduce((sum, weight, i) => sum + weight * features[row * width + i], 7 + noise * e),
    ),
  };
}

describe("held-out R²", () => {
  test("is one for a number that is a linear map of the features, whatever its offset", () => {
    expect(heldOutR2(linear(400, 0, 1), linear(200, 0, 2), { width, penalty: 1e-9 })).toBeCloseTo(1, 6);
  });

  test("is the share of the variance that noise leaves", () => {
    const signal = weights.reduce((sum, weight) => sum + weight ** 2, 0);
    const expected = signal / (signal + 9);
    expect(heldOutR2(linear(4000, 3, 1), linear(4000, 3, 2), { width })).toBeCloseTo(expected, 1);
  });

  test("is zero at most for features that have nothing to do with the number", () => {
    const strange = (seed: number): Sample => ({
      features: random(seed)
        .stream("features")
        .normal(300 * width),
      targets: random(seed).stream("targets").normal(300),
    });
    const value = heldOutR2(strange(1), strange(2), { width });
    expect(value).toBeLessThan(0.02);
    expect(value).toBeGreaterThan(-0.2);
  });

  test("does not mind a feature that never changes, or one that repeats another", () => {
    const doubled = (sample: Sample): Sample => ({
      ...sample,
      features: Array.from({ length: sample.targets.length }, (_, row) => [
        ...Array.from({ length: width }, (_, i) => sample.features[row * width + i]),
        4,
        sample.features[row * width],
      ]).flat(),
    });
    const value = heldOutR2(doubled(linear(400, 0, 1)), doubled(linear(200, 0, 2)), { width: width + 2 });
    expect(value).toBeCloseTo(1, 4);
  });
});
