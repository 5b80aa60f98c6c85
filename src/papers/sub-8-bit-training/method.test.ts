import { describe, expect, test } from "vitest";
import {
  batchNorm,
  constant,
  evaluate,
  gradient,
  input,
  layerNorm,
  random,
  Scope,
  type Tensor,
  type Values,
} from "#engine";
import { nextStates } from "#engine/scope";
import { checkGradient } from "#engine/testing";
import { integerProduct } from "#lab/nn/low-precision/codes";
import { quantizedProduct } from "#lab/nn/low-precision/product";
import golden from "./golden/numbers.json";
import { normalShare } from "./deviation-norm.ts";
import { deviationBatchNorm, deviationLayerNorm, groupsInBytes, normalized, shiftCodes, shiftQuant } from "./method.ts";

const numbers = async (tensor: Tensor, feeds: Values = {}) => Array.from((await evaluate(tensor, feeds)).data, Number);
const near = (got: readonly number[], wanted: readonly number[], digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};

/** Four channels, two rows. */
const dy = constant([
  [0.7, -0.1, 0.02, 0.3],
  [-0.35, 0.17, -0.04, 0.01],
]);

describe("ShiftQuant", () => {
  test.each([
    [4, [0, 2, 3, 1], [0.1, 0.025, 0.0125, 0.05], [7, -4, 2, 6, -4, 7, -3, 0], 3.3203e-4],
    [2, [0, 1, 1, 1], [0.1, 0.05, 0.05, 0.05], [7, -2, 0, 6, -4, 3, -1, 0], 4.375e-4],
    [1, [0, 0, 0, 0], [0.1, 0.1, 0.1, 0.1], [7, -1, 0, 3, -4, 2, 0, 0], 6.875e-4],
  ])(
    "in four bits and %i groups has these exponents, scales, codes and error",
    async (groups, exponents, scales, codes, error) => {
      const found = shiftCodes(dy, { bits: 4, groups });
      expect(await numbers(found.exponents)).toEqual(exponents);
      near(await numbers(found.scale), scales, 8);
      // -3.5 lies between two codes: which one depends on the last bit of the scale, and the error does not.
      (await numbers(found.codes)).forEach((code, at) => expect(at === 4 ? [-4, -3] : [codes[at]]).toContain(code + 0));
      near(await numbers(found.codes.mul(found.scale).sub(dy).square().mean()), [error], 7);
    },
  );

  test("is one product of whole numbers, the shifted codes in eight bits, and equals that of what the codes stand for", async () => {
    const codes = constant([
      [7, -4, 2, 6],
      [-4, 7, -3, 0],
    ]);
    const exact = codes.mul(constant([0.1, 0.025, 0.0125, 0.05]));
    const { shifted, unit } = shiftCodes(exact, { bits: 4, groups: 4 });
    expect(await numbers(shifted)).toEqual([56, -8, 2, 24, -32, 14, -3, 0]);
    const weights = constant([
      [3, -1],
      [2, 5],
      [-7, 4],
      [1, 6],
    ]);
    const sums = integerProduct(shifted, weights);
    expect(await numbers(sums)).toEqual([162, 56, -47, 90]);
    near(await numbers(sums.mul(unit).mul(0.1)), [0.2025, 0.07, -0.05875, 0.1125], 7);
    near(await numbers(exact.matmul(weights.mul(0.1))), [0.2025, 0.07, -0.05875, 0.1125], 7);
  });

  test("has shifted codes that fit into eight bits up to 5 groups in four bits, 3 in six", async () => {
    expect([3, 4, 6, 8].map(groupsInBytes)).toEqual([6, 5, 3, 1]);
    const [shifted] = [shiftCodes(dy, { bits: 4, groups: 5 }).shifted.abs().max()];
    expect(await numbers(shifted)).toEqual([112]);
  });

  test("never cuts a channel off, and is within a factor of two of the channel's own scale unless its group is the last", async () => {
    const draw = random(1).stream("ranges").normal(200);
    const ranges = draw.map((value) => Math.exp(2 * value));
    const [scale, exponents] = await Promise.all(
      (["scale", "exponents"] as const).map((part) =>
        numbers(shiftCodes(constant([...ranges]).reshape(1, 200), { bits: 4, groups: 6 })[part]),
      ),
    );
    for (const [at, range] of ranges.entries()) {
      expect(scale[at]).toBeGreaterThanOrEqual((range / 7) * (1 - 1e-6));
      if (exponents[at] < 5) expect(scale[at]).toBeLessThan((2 * range) / 7);
    }
  });

  test("costs 3 / ln 4 times the channels' own scales where ranges are evenly spread on a log scale", async () => {
    const ranges = Array.from({ length: 4000 }, (_, at) => 2 ** (-(8 * at) / 4000));
    const scale = await numbers(shiftCodes(constant([ranges]), { bits: 4, groups: 9 }).scale);
    const ratios = scale.map((value, at) => ((7 * value) / ranges[at]) ** 2);
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeCloseTo(3 / Math.log(4), 2);
  });

  test("takes channels of zeros, and nothing but zeros", async () => {
    const { codes, exponents } = shiftCodes(
      constant([
        [1, 0],
        [-1, 0],
      ]),
      { bits: 4, groups: 3 },
    );
    expect(await numbers(exponents)).toEqual([0, 2]);
    expect((await numbers(codes)).map((code) => code + 0)).toEqual([7, 0, -7, 0]);
    expect(await numbers(shiftCodes(constant([[0, 0]]), { bits: 4, groups: 3 }).codes)).toEqual([0, 0]);
  });
});

/** The net that golden/make.py has. */
function net() {
  const leaf = (name: keyof typeof golden, values: readonly (number | readonly number[])[]) =>
    input(name, Array.isArray(values[0]) ? [values.length, values[0].length] : [values.length]);
  const { bits, groups } = golden;
  const tensors = Object.fromEntries(
    (["x", "w1", "w2", "weights", "noise1", "noise2"] as const).map((name) => [name, leaf(name, golden[name])]),
  );
  const { x, w1, w2, weights, noise1, noise2 } = tensors;
  const product = (a: Tensor, b: Tensor, noise: Tensor) =>
    quantizedProduct(a, b, { bits, gradient: shiftQuant({ bits, groups }), noise });
  const at = new Scope();
  const hidden = deviationBatchNorm(at, product(x, w1, noise1)).relu();
  const loss = product(hidden, w2, noise2).mul(weights).sum();
  const [gain, bias] = at.parameters.map(({ tensor }) => tensor);
  const feeds: Values = Object.fromEntries(
    [...Object.keys(tensors), "gain", "bias"].map((name) => [
      name,
      Float32Array.from((golden[name as keyof typeof golden] as number[]).flat() as number[]),
    ]),
  );
  return { at, loss, feeds, wrt: { dx: x, dw1: w1, dw2: w2, dgain: gain, dbias: bias } };
}

test("two quantized layers around a norm have the loss and the slopes that were written out by hand in Python", async () => {
  const { loss, feeds, wrt } = net();
  near(await numbers(loss, feeds), [golden.loss], 4);
  const slopes = gradient(loss, Object.values(wrt));
  for (const [at, name] of (Object.keys(wrt) as (keyof typeof wrt)[]).entries())
    near(await numbers(slopes[at], feeds), (golden[name] as number[]).flat(), 4);
});

describe("the norm by mean absolute value", () => {
  const x = constant([[1, 2, 4, -3]]);

  test("of 1, 2, 4, -3 is 0, 1/2, 3/2, -2, with the slopes of the card", async () => {
    near(await numbers(normalized(x, [1], { eps: 0 }).y), [0, 0.5, 1.5, -2]);
    const [fed, upstream] = [input("x", [1, 4]), constant([[1, 0, -1, 2]])];
    const [slope] = gradient(normalized(fed, [1], { eps: 0 }).y.mul(upstream).sum(), [fed]);
    const values = await numbers(slope, { x: Float32Array.of(1, 2, 4, -3) });
    near(values, [0.078125, 0.265625, -0.234375, -0.109375]);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6); // shifting x changes nothing
    expect(values.reduce((sum, value, at) => sum + value * [1, 2, 4, -3][at], 0)).toBeCloseTo(0, 6); // nor does scaling
  });

  test.each(["mean absolute", "root mean square"] as const)("by %s has the slopes of central differences", (by) =>
    checkGradient((value) => normalized(value, [1], { by }).y, [[3, 5]]),
  );

  test("of normal numbers is larger by the square root of pi / 2, which the gain can take back", async () => {
    const normal = constant([...random(3).stream("x").normal(40_000)]).reshape(1, -1);
    const [spread] = await numbers(normalized(normal, [1], {}).spread);
    expect(spread).toBeCloseTo(normalShare, 2);
  });

  test("by root mean square is the engine's layer norm and batch norm", async () => {
    const values = constant([...random(4).stream("x").normal(60)]).reshape(12, 5);
    const feeds = { gain: new Float32Array(5).fill(1.5), bias: new Float32Array(5).fill(0.5) };
    const by = "root mean square";
    near(
      await numbers(deviationLayerNorm(new Scope(), values, { by }), feeds),
      await numbers(layerNorm(new Scope(), values), feeds),
      4,
    );
    near(
      await numbers(deviationBatchNorm(new Scope(), values, { by }), feeds),
      await numbers(batchNorm(new Scope(), values), feeds),
      4,
    );
  });

  test("remembers a tenth of each batch, and takes what it remembers in inference", async () => {
    const at = new Scope();
    const column = constant([[1], [2], [4], [-3]]);
    const y = deviationBatchNorm(at, column);
    const next = nextStates(at, y.sum());
    const before = { "running mean": Float32Array.of(2), "running spread": Float32Array.of(1) };
    const all = { ...before, gain: Float32Array.of(1), bias: Float32Array.of(0) };
    near(await numbers(next["running mean"], all), [1.9]);
    near(await numbers(next["running spread"], all), [1.1]);
    near(await numbers(deviationBatchNorm(new Scope({ mode: "inference" }), column), all), [-1, 0, 2, -5], 3);
  });

  test("in few bits is made of whole numbers: the mean is a code, and y has codes of its own", async () => {
    const values = constant([[0.7, 0.31, -0.2, 0.4]]);
    const { y, mean, spread } = normalized(values, [1], { bits: 4, eps: 0 });
    // Codes 7, 3, -2, 4 of a tenth: their mean of 3 is a code, distances 4, 0, 5, 1.
    near(await numbers(mean), [0.3]);
    near(await numbers(spread), [0.25]);
    near(
      await numbers(y),
      [1.6, 0, -2, 0.4].map((value) => (Math.round((value / 2) * 7) / 7) * 2),
    );
  });
});
