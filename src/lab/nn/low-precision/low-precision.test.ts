import { describe, expect, test } from "vitest";
import { constant, conv2d, evaluate, gradient, input, random, type Tensor } from "#engine";
import { codesOf, fakeQuantized, integerProduct, largestCode, perTensor, stochasticRound, valuesOf } from "./codes.ts";
import { quantizedConvolution, rowsOf } from "./convolution.ts";
import { byChannel, channelGradient, floatGradient, quantizedProduct, tensorGradient } from "./product.ts";

const numbers = async (tensor: Tensor, feeds = {}) => Array.from((await evaluate(tensor, feeds)).data, Number);
const close = (actual: number[], expected: number[], digits = 6) =>
  actual.forEach((value, at) => expect(value).toBeCloseTo(expected[at], digits));

describe("codes", () => {
  test("reach from -q to q, half to even, and nothing is cut off", async () => {
    expect([3, 4, 6, 8].map(largestCode)).toEqual([3, 7, 31, 127]);
    const { codes, scale } = perTensor(constant([-1.4, 0.5, 0.3, 0.1, 0]), 4);
    expect(await numbers(codes)).toEqual([-7, 2, 2, 0, 0]); // 0.5 / 0.2 = 2.5
    close(await numbers(scale), [0.2]);
  });

  test("of zeros are zeros", async () => {
    expect(await numbers(valuesOf(perTensor(constant([0, 0]), 4)))).toEqual([0, 0]);
  });

  test("are within half a step of what they stand for, and the gradient passes", async () => {
    const values = random(1).stream("x").normal(500);
    const x = input("x", [500]);
    const rounded = await numbers(fakeQuantized(x, 6), { x: values });
    const step = Math.max(...values.map(Math.abs)) / 31;
    rounded.forEach((value, at) => expect(Math.abs(value - values[at])).toBeLessThanOrEqual(step / 2 + 1e-6));
    const [slope] = gradient(fakeQuantized(x, 3).sum(), [x]);
    expect(await numbers(slope, { x: values })).toEqual(Array(500).fill(1));
  });

  test("by stochastic rounding are right on average, and never further away than a step", async () => {
    const count = 20_000;
    const noise = random(2).stream("noise").uniform(count);
    for (const value of [-2.3, -0.01, 0, 0.5, 3.75]) {
      const rounded = await numbers(stochasticRound(constant(value).expand([count]), constant([...noise])));
      const mean = rounded.reduce((sum, each) => sum + each, 0) / count;
      const part = value - Math.floor(value);
      expect(Math.abs(mean - value)).toBeLessThanOrEqual(4 * Math.sqrt((part * (1 - part)) / count) + 1e-9);
      expect(rounded.every((each) => Math.abs(each - value) < 1)).toBe(true);
    }
  });

  test("never exceed q, however the largest is rounded", async () => {
    const x = constant([0.7, -0.7, 0.1]);
    expect(await numbers(codesOf(x, constant(0.0999999), 4, constant([0, 0, 0.99])))).toEqual([7, -7, 1]);
  });

  test("through bytes have the same products as in floats, at the largest codes, too", async () => {
    const whole = (name: string, count: number, most: number) =>
      constant(
        [
          ...random(3)
            .stream(name)
            .integers(count, 2 * most + 1),
        ].map((code) => code - most),
      );
    const [a, b] = [whole("a", 12 * 40, 127).reshape(12, 40), whole("b", 40 * 9, 64).reshape(40, 9)];
    expect(await numbers(integerProduct(a, b))).toEqual(await numbers(a.matmul(b)));
    const largest = (code: number, ...shape: number[]) => constant([code]).expand(shape);
    for (const [left, right] of [
      [127, 64],
      [127, -64],
      [-127, -64],
    ])
      expect(await numbers(integerProduct(largest(left, 3, 40), largest(right, 40, 9)))).toEqual(
        Array(27).fill(40 * left * right),
      );
  });
});

describe("the product", () => {
  const [x, w] = [input("x", [5, 4]), input("w", [4, 3])];
  const draw = random(4);
  const feeds = { x: draw.stream("x").normal(20), w: draw.stream("w").normal(12), g: draw.stream("g").normal(15) };
  const g = input("g", [5, 3]);
  const noise = constant([...draw.stream("noise").uniform(15)]).reshape(5, 3);
  const slopes = (y: Tensor) => gradient(y.mul(g).sum(), [x, w]);

  test.each([
    ["one scale", tensorGradient],
    ["a scale for each channel", channelGradient],
    ["floats", () => floatGradient],
  ])("in 24 bits is that of floats, forward and backward: gradient in %s", async (_, of) => {
    const y = quantizedProduct(x, w, { bits: 24, gradient: of(24), noise });
    const exact = x.matmul(w);
    close(await numbers(y, feeds), await numbers(exact, feeds), 5);
    for (const [at, slope] of slopes(y).entries())
      close(await numbers(slope, feeds), await numbers(slopes(exact)[at], feeds), 5);
  });

  test("takes dy as codes into both products, and the straight-through gradient of x and w", async () => {
    const bits = 4;
    const [dx, dw] = slopes(quantizedProduct(x, w, { bits, gradient: tensorGradient(bits), noise }));
    const [qx, qw] = [x, w].map((tensor) => valuesOf(perTensor(tensor, bits)));
    const dy = valuesOf(perTensor(g, bits, noise));
    close(await numbers(dx, feeds), await numbers(dy.matmul(qw.transpose()), feeds));
    close(await numbers(dw, feeds), await numbers(qx.transpose().matmul(dy), feeds));
  });

  test("has the same values through int8", async () => {
    const options = { bits: 4, gradient: tensorGradient(4), noise };
    const [floats, bytes] = [undefined, integerProduct].map((multiply) =>
      quantizedProduct(x, w, { ...options, multiply }),
    );
    expect(await numbers(bytes, feeds)).toEqual(await numbers(floats, feeds));
    for (const at of [0, 1])
      expect(await numbers(slopes(bytes)[at], feeds)).toEqual(await numbers(slopes(floats)[at], feeds));
  });

  test("cuts off a channel whose scale is too small", async () => {
    const { forWeights } = byChannel(constant([[1], [0.02]]), constant([[0.01]]), 4, constant([[0], [0.5]]));
    expect(await numbers(forWeights.codes)).toEqual([7, 2]);
  });

  test("takes batches of matrices", async () => {
    const [a, b] = [input("a", [2, 3, 4]), input("b", [2, 4, 3])];
    const batches = { a: draw.stream("a").normal(24), b: draw.stream("b").normal(24) };
    const noise = constant([...draw.stream("n").uniform(18)]).reshape(2, 3, 3);
    const y = quantizedProduct(a, b, { bits: 20, gradient: tensorGradient(20), noise });
    close(await numbers(y, batches), await numbers(a.matmul(b), batches), 4);
    const [of, exact] = [y, a.matmul(b)].map((product) => gradient(product.square().sum(), [b])[0]);
    close(await numbers(of, batches), await numbers(exact, batches), 3);
  });
});

describe("the convolution", () => {
  const draw = random(5);
  const feeds = { x: draw.stream("x").normal(2 * 3 * 16), k: draw.stream("k").normal(4 * 3 * 9) };
  const [x, k] = [input("x", [2, 3, 4, 4]), input("k", [4, 3, 3, 3])];
  const options = { stride: 2, padding: 1 };
  const exact = conv2d(x, k, options);
  const upstream = constant([...draw.stream("g").normal(exact.size)]).reshape(...exact.shape);
  const noise = constant([...draw.stream("noise").uniform(exact.size)]).reshape(-1, 4);
  const slopes = (y: Tensor) => gradient(y.mul(upstream).sum(), [x, k]);

  test.each([
    ["one scale", tensorGradient],
    ["a scale for each channel", channelGradient],
  ])("in 24 bits is that of floats, forward and backward: gradient in %s", async (_, of) => {
    const y = quantizedConvolution(x, k, { bits: 24, gradient: of(24), noise, ...options });
    close(await numbers(y, feeds), await numbers(exact, feeds), 4);
    for (const at of [0, 1]) close(await numbers(slopes(y)[at], feeds), await numbers(slopes(exact)[at], feeds), 4);
  });

  test("takes codes of x, kernels and dy, a scale for each channel of dy", async () => {
    const bits = 4;
    const [dx, dk] = slopes(quantizedConvolution(x, k, { bits, gradient: channelGradient(bits), noise, ...options }));
    const [qx, qk] = [x, k].map((tensor) => valuesOf(perTensor(tensor, bits)));
    const rows = valuesOf(channelGradient(bits)(rowsOf(upstream), noise).forWeights);
    const dy = rows.reshape(2, 2, 2, 4).transpose(0, 3, 1, 2);
    const [a, b] = [input("a", x.shape), input("b", k.shape)];
    const values = { a: (await evaluate(qx, feeds)).data, b: (await evaluate(qk, feeds)).data };
    for (const [at, slope] of gradient(conv2d(a, b, options).mul(dy).sum(), [a, b]).entries())
      close(await numbers([dx, dk][at], feeds), await numbers(slope, values), 4);
  });
});
