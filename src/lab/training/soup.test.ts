import { expect, test } from "vitest";
import { soup } from "./soup.ts";

const [a, b] = [
  { w: Float32Array.of(1, 2), c: Float32Array.of(4) },
  { w: Float32Array.of(3, -2), c: Float32Array.of(0) },
];

test("a soup of two is their mean, of copies the copy, and weights need not sum to 1", () => {
  expect(soup([a, b])).toEqual({ w: Float32Array.of(2, 0), c: Float32Array.of(2) });
  expect(soup([a, a, a])).toEqual(a);
  expect(soup([a, b], [3, 1])).toEqual({ w: Float32Array.of(1.5, 1), c: Float32Array.of(3) });
});

test("models of other parameters make none", () => {
  expect(() => soup([a, { w: Float32Array.of(1, 2) }])).toThrow("model 2 has other parameters than the first");
  expect(() => soup([a, { ...b, c: Float32Array.of(1, 2) }])).toThrow("c");
  expect(() => soup([a, b], [1])).toThrow("2 models and 1 weights");
});
