import { describe, expect, test } from "vitest";
import { constant, evaluate, random } from "#engine";
import { registerMatchers } from "#engine/testing";
import { fourBitProduct, fourBits, smoothing, toGrid } from "./four-bits.ts";

registerMatchers(expect);

describe("the grid of four bits", () => {
  test("keeps its own numbers, and takes all others to the nearest", async () => {
    const grid = [0, 0.5, 1, 1.5, 2, 3, 4, 6];
    expect(await evaluate(toGrid(constant(grid)))).toBeCloseToTensor(grid);
    expect(await evaluate(toGrid(constant([0.74, 0.76, -0.74, -2.6, 5.1, 9])))).toBeCloseToTensor([
      0.5, 1, -0.5, -3, 6, 6,
    ]);
  });
  test("takes the middle between two to the even code", async () => {
    const middles = constant([0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5]);
    expect(await evaluate(toGrid(middles))).toBeCloseToTensor([0, 1, 1, 2, 2, 4, 4]);
  });
});

describe("blocks of 16", () => {
  const x = constant(random(1).stream("x").normal(120), { shape: [3, 40] });
  test("have a scale each: an outlier coarsens its own block only", async () => {
    const values = Float32Array.from({ length: 32 }, (_, at) => (at === 3 ? 600 : 1));
    const cut = Array.from((await evaluate(fourBits(constant(values)))).data, Number);
    expect(cut.slice(0, 4)).toBeCloseToTensor([0, 0, 0, 600]);
    expect(cut.slice(16)).toBeCloseToTensor(new Array<number>(16).fill(1));
  });
  test("change nothing the second time, nor the length of an axis that they do not divide", async () => {
    const once = fourBits(x);
    expect(once.shape).toEqual([3, 40]);
    expect(await evaluate(fourBits(once))).toBeCloseToTensor(await evaluate(once));
  });
  test("leave zeros alone", async () => {
    expect(await evaluate(fourBits(constant(new Float32Array(16))))).toBeCloseToTensor(new Float32Array(16));
  });
});

test("what is smoothed has the largest entries of input and weights alike, and the product stays near", async () => {
  const largest = [100, 1, 4, 1];
  const weight = Float32Array.of(1, 0.5, -4, 2, 1, 1, 0.1, 1);
  const factors = smoothing(largest, weight);
  expect(factors).toBeCloseToTensor([10, 0.5, 2, 1]);
  const [x, w] = [constant([largest]), constant(weight, { shape: [4, 2] })];
  const exact = Array.from((await evaluate(x.matmul(w))).data, Number);
  const off = (found: ArrayLike<number>) => Math.hypot(...exact.map((value, at) => value - found[at]));
  const of = async (smooth: Float32Array) =>
    Array.from((await evaluate(fourBitProduct(x, w, constant(smooth)))).data, Number);
  expect(off(await of(factors))).toBeLessThan(off(await of(new Float32Array(4).fill(1))) + 1e-6);
  expect(off(await of(factors))).toBeLessThan(0.15 * Math.hypot(...exact));
});
