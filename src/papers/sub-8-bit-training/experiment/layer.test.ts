import { expect, test } from "vitest";
import { compile, evaluate, random, type Tensor } from "#engine";
import { perTensor } from "#lab/nn/low-precision/codes";
import { shiftCodes } from "../method.ts";
import { lowest, octaves, roundedBy } from "./histogram.ts";
import { floatLayer, integerLayer, layerFeeds, rearrangedLayer, type Size } from "./layer.ts";
import { rearrangedSums } from "./rearranged.ts";

const size: Size = [24, 16, 8];
const feeds = layerFeeds(size, 1);
const numbers = async (tensor: Tensor) => Array.from((await evaluate(tensor, feeds)).data, Number);
const correlation = (a: readonly number[], b: readonly number[]) => {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, at) => sum + value * y[at], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

test("the layer through int8 is that of floats but for rounding, in all three products", async () => {
  const [floats, integers] = [floatLayer(size), integerLayer(size)];
  expect(Object.keys(integers)).toEqual(["y", "dx", "dw"]);
  for (const name of Object.keys(floats))
    expect(correlation(await numbers(floats[name]), await numbers(integers[name])), name).toBeGreaterThan(0.95);
});

test("its products are integers', three of them, and it gathers nothing", () => {
  const ops = (outputs: Record<string, Tensor>) =>
    compile({ outputs })
      .lower()
      .nodes.map(({ op }) => op);
  expect(ops(integerLayer(size)).filter((op) => op === "MatMulInteger")).toHaveLength(3);
  expect(ops(integerLayer(size)).filter((op) => /MatMul$|Gemm|Gather|Concat|Slice/.test(op))).toEqual([]);
  expect(ops(rearrangedLayer(size)).filter((op) => op === "Gather")).toHaveLength(2);
});

test("moving groups together gives the sums of the one product that shifts", async () => {
  const { dy, w } = { dy: integerLayer(size).y, w: floatLayer(size).y };
  const found = shiftCodes(dy, { bits: 4, groups: 4 });
  const weights = perTensor(w.transpose(), 4).codes.transpose(); // [24, 8]
  const sums = await numbers(found.shifted.matmul(weights.transpose()));
  const [codes, exponents, flat] = await Promise.all([found.codes, found.exponents, weights].map(numbers));
  expect([...rearrangedSums({ codes, exponents, weights: flat }, 4)]).toEqual(sums);
  expect(new Set(exponents).size).toBeGreaterThan(1);
});

test("a histogram has every value once, zeros at the left end", () => {
  const bars = octaves([1, -1, 0.5, 0.6, 0.25, 0, 1e-9], 1);
  expect(bars.reduce((sum, { y }) => sum + y, 0)).toBeCloseTo(100, 9);
  const share = (x: number) => (bars.find((bar) => bar.x === x)!.y * 7) / 100;
  expect([0, -1, -2, lowest].map(share).map(Math.round)).toEqual([3, 1, 1, 2]);
});

test("rounding by noise keeps multiples, and columns whose scale is zero are zeros", () => {
  expect(roundedBy([0.5, 3, -0.25, 0], [0.25, 0], [0.9, 0.9, 0.1, 0.1])).toEqual([0.5, 0, -0.25, 0]);
  const noise = random(1).stream("noise").uniform(10_000);
  const rounded = roundedBy(Array<number>(10_000).fill(0.3), [1], noise);
  expect(rounded.reduce((sum, value) => sum + value, 0) / 10_000).toBeCloseTo(0.3, 1);
});
