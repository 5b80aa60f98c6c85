import { expect, test } from "vitest";
import { cosine, sameSigns } from "./agreement.ts";
import { eigenvalues } from "./descent.ts";
import { gainShare } from "./exact.ts";
import { stepsToReach } from "./tokens.ts";

test("a loss is reached between two points of a curve, or never", () => {
  const curve = [
    [10, 3],
    [20, 2],
    [30, 1.5],
  ] as const;
  expect(stepsToReach(2.5, curve)).toBe(15);
  expect(stepsToReach(3.5, curve)).toBe(10);
  expect(stepsToReach(1, curve)).toBeNaN();
});

test("branches agree by the angle and by the signs of their parts", () => {
  const pair = { mine: Float32Array.of(1, 1, -1), other: Float32Array.of(2, -1, -1) };
  expect(cosine(pair)).toBeCloseTo(2 / Math.sqrt(3 * 6), 6);
  expect(sameSigns(pair)).toBeCloseTo(2 / 3, 6);
});

test("the preconditioner of a channel goes from gain² to gain² + |w|²", () => {
  const { smallest, largest } = eigenvalues(Float32Array.of(1, 3), Float32Array.of(2, 2, 0, 1));
  expect([smallest, largest]).toEqual([1, 10]);
});

test("a model of width 1792 and depth 22 has 80,640 gains, less than a hundredth of a percent", () => {
  const { gains, all } = gainShare();
  expect(gains).toBe(80_640);
  expect(gains / all).toBeLessThan(1e-4);
});
