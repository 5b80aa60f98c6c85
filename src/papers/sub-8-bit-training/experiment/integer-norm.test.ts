import { expect, test } from "vitest";
import { random } from "#engine";
import { byMeanAbsolute, byRootMeanSquare } from "./integer-norm.ts";

test("rows of bytes become what the formulas say, to the nearest code", () => {
  const width = 64;
  const x = Int8Array.from(
    random(1)
      .stream("x")
      .normal(4 * width),
    (value) => Math.max(-127, Math.min(127, 40 * value + 5)),
  );
  for (const [norm, spreadOf] of [
    [byMeanAbsolute, (c: number[]) => c.reduce((sum, value) => sum + Math.abs(value), 0) / width],
    [byRootMeanSquare, (c: number[]) => Math.sqrt(c.reduce((sum, value) => sum + value ** 2, 0) / width)],
  ] as const) {
    const y = new Int8Array(x.length);
    norm(x, y, width);
    for (let row = 0; row < 4; row++) {
      const own = [...x.subarray(row * width, (row + 1) * width)];
      const mean = Math.round(own.reduce((sum, value) => sum + value, 0) / width);
      const centered = own.map((value) => value - mean);
      const spread = spreadOf(centered);
      centered.forEach((value, at) => {
        const exact = Math.max(-127, Math.min(127, (32 * value) / spread));
        expect(Math.abs(y[row * width + at] - exact)).toBeLessThanOrEqual(0.51);
      });
    }
  }
});

test("a row of one value becomes zeros", () => {
  const y = new Int8Array(3).fill(9);
  byMeanAbsolute(Int8Array.of(5, 5, 5), y, 3);
  expect([...y]).toEqual([0, 0, 0]);
});
