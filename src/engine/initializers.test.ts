import { describe, expect, test } from "vitest";
import { fans, kaimingUniform, lecunNormal, orthogonal, xavierUniform } from "./initializers.ts";
import { random } from "./random.ts";

const draw = () => random(1).stream("w");
const variance = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0) / values.length;

test("fans count what a unit sees: matrices are [in, out], kernels [out, in, ...window]", () => {
  expect(fans([3, 4])).toEqual({ fanIn: 3, fanOut: 4 });
  expect(fans([8, 2, 3, 3])).toEqual({ fanIn: 18, fanOut: 72 });
});

describe("variances", () => {
  test("Xavier: 2 / (in + out)", () => expect(variance(xavierUniform([100, 300], draw()))).toBeCloseTo(2 / 400, 3));
  test("Kaiming: 2 / in", () => expect(variance(kaimingUniform([100, 300], draw()))).toBeCloseTo(2 / 100, 3));
  test("LeCun: 1 / in", () => expect(variance(lecunNormal([100, 300], draw()))).toBeCloseTo(1 / 100, 3));
});

describe("orthogonal", () => {
  const product = (m: Float32Array, width: number, a: number, b: number) =>
    Array.from({ length: width }, (_, k) => m[a * width + k] * m[b * width + k]).reduce((x, y) => x + y, 0);

  test("gives orthonormal rows, times the gain", () => {
    const matrix = orthogonal(2)([4, 10], draw());
    for (let a = 0; a < 4; a++)
      for (let b = 0; b < 4; b++) expect(product(matrix, 10, a, b)).toBeCloseTo(a === b ? 4 : 0, 5);
  });

  test("gives orthonormal columns where the matrix is tall", () => {
    const tall = orthogonal()([10, 4], draw());
    const turned = Float32Array.from({ length: 40 }, (_, i) => tall[(i % 10) * 4 + Math.floor(i / 10)]);
    for (let a = 0; a < 4; a++)
      for (let b = 0; b < 4; b++) expect(product(turned, 10, a, b)).toBeCloseTo(Number(a === b), 5);
  });

  test("refuses a vector", () =>
    expect(() => orthogonal()([4], draw())).toThrow("orthogonal: needs two axes, got [4]"));
});
