import { describe, expect, test } from "vitest";
import { compile, constant, crossEntropy, evaluate, gradient, input, open, random, Scope, type Values } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { feedForward } from "#lab/nn/feed-forward/index";
import { erfc } from "#lab/measure/error-function";
import { mean } from "#lab/measure/statistics";
import { gridOf, jacobianNorm, shareHeld, stableImage } from "./experiment/grid.ts";
import { heMap, reluMap } from "./experiment/other-maps.ts";
import golden from "./golden/numbers.json";
import {
  alpha,
  alphaDropout,
  alphaDropoutAffine,
  lambda,
  layerMap,
  saturation,
  selfNormalizingLayer,
  selu,
  type Moments,
} from "./method.ts";

registerMatchers(expect);

const variance = (values: readonly number[]) => mean(values.map((value) => value ** 2)) - mean(values) ** 2;
const values = async (y: ReturnType<typeof selu>) => Array.from((await evaluate(y)).data, Number);

describe("selu", () => {
  test("has the constants of the closed forms", () => {
    const [e, k] = [Math.sqrt(Math.E), erfc(Math.SQRT1_2)];
    const closed = -Math.sqrt(2 / Math.PI) / (e * k - 1);
    const inner =
      2 + Math.PI - 2 * e * (2 + Math.PI) * k + Math.E * Math.PI * k ** 2 + 2 * Math.E ** 2 * erfc(Math.SQRT2);
    expect(Math.abs(alpha - closed)).toBeLessThan(1e-12);
    expect(Math.abs(lambda - (1 - e * k) * Math.sqrt((2 * Math.PI) / inner))).toBeLessThan(1e-12);
    expect(Math.abs(saturation + 1.7580993408473766)).toBeLessThan(1e-14);
    expect([golden.alpha, golden.lambda]).toEqual([expect.closeTo(alpha, 13), expect.closeTo(lambda, 13)]);
  });

  test("is -1.5201665 at -2, ..., 2.1014020 at 2", async () => {
    const y = await values(selu(constant([-2, -1, -0.5, 0, 0.5, 1, 2])));
    const expected = [-1.5201665, -1.1113307, -0.6917582, 0, 0.5253505, 1.050701, 2.101402];
    expected.forEach((value, at) => expect(y[at]).toBeCloseTo(value, 6));
  });

  test("has slope lambda alpha e^x below zero and lambda above, even where e^x overflows", async () => {
    await checkGradient((x) => selu(x), [[3, 4]]);
    const x = input("x", [4]);
    const session = await open(compile({ outputs: { slope: gradient(selu(x).sum(), [x])[0] } }));
    const { slope } = await session.run({ x: Float32Array.of(-1e-6, 1e-6, 1e4, -1e4) });
    expect(Array.from(slope.data, Number)).toEqual([
      expect.closeTo(lambda * alpha, 4),
      ...[expect.closeTo(lambda, 6), expect.closeTo(lambda, 6)],
      expect.closeTo(0, 12),
    ]);
    await session.release();
  });
});

describe("the map of moments", () => {
  test.each([
    [0, 1, 0, 1],
    [0, 1.5, 0.04498344, 1.371531],
    [0, 0.8, -0.01748608, 0.83926962],
    [0, 4, 0.25482844, 2.94110193],
    [0, 0.1, -0.05171635, 0.14994151],
    [0, 16, 0.96360981, 9.01689662],
    [0, 0.02, -0.03174, 0.03492274],
  ])("takes (%d, %d) to (%d, %d)", (mean, variance, meanAfter, varianceAfter) => {
    const after = layerMap({ mean, variance });
    expect(after.mean).toBeCloseTo(meanAfter, 7);
    expect(after.variance).toBeCloseTo(varianceAfter, 7);
  });

  test.each(golden.moments)("is what integrating over the normal distribution gives at $at", ({ at, after }) => {
    const [mean, variance, sum, squares] = at;
    const moments = layerMap({ mean, variance }, { sum, squares });
    expect(moments.mean).toBeCloseTo(after[0], 11);
    expect(moments.variance).toBeCloseTo(after[1], 11);
  });

  test("is what a million normal numbers have after selu", async () => {
    const z = random(5).stream("z").normal(1_000_000);
    const before = { mean: 0.3, variance: 2 };
    const y = Array.from(z, (value) => {
      const x = before.mean + Math.sqrt(before.variance) * value;
      return lambda * (x > 0 ? x : alpha * Math.expm1(x));
    });
    const after = layerMap(before, { sum: 1, squares: 1 });
    const fourth = mean(y.map((value) => (value - after.mean) ** 4));
    expect(Math.abs(mean(y) - after.mean)).toBeLessThan(4 * Math.sqrt(after.variance / 1e6));
    expect(Math.abs(variance(y) - after.variance)).toBeLessThan(4 * Math.sqrt((fourth - after.variance ** 2) / 1e6));
  });

  test("draws everything to mean 0 and variance 1, at the card's pace", () => {
    const after = (start: Moments, layers: number) => {
      let at = start;
      for (let layer = 0; layer < layers; layer++) at = layerMap(at);
      return at;
    };
    const near = (start: Moments, layers: number, mean: number, variance: number, digits: number) => {
      const at = after(start, layers);
      expect(at.mean).toBeCloseTo(mean, digits);
      expect(at.variance).toBeCloseTo(variance, digits);
    };
    const start = { mean: 0.1, variance: 1.5 };
    near(start, 1, 0.044983, 1.371531, 5);
    near(start, 5, 0.01449, 1.124405, 5);
    near(start, 20, 0.000335, 1.002953, 5);
    near(start, 40, 2.5e-6, 1.0000219, 6);
    near({ mean: 0, variance: 16 }, 10, 0.0313, 1.2626, 3);
    near({ mean: 0, variance: 0.02 }, 20, -0.0051, 0.9545, 3);
  });

  test("has a Jacobian of norm 0.787673 at its fixed point", () => {
    expect(jacobianNorm({ mean: 0, variance: 1 })).toBeCloseTo(0.787673, 5);
  });

  test("keeps the three theorems at every point of grids of 21 values a side, ends included", () => {
    expect(shareHeld("mapped", 21)).toBe(1);
    expect(shareHeld("upper", 21)).toBe(1);
    expect(shareHeld("lower", 21)).toBe(1);
  });

  test("maps the first theorem's domain into the smaller one that the theorem names, and contracts it", () => {
    const { mean, variance, stretch } = stableImage(7);
    expect(mean[0]).toBeGreaterThan(-0.03107);
    expect(mean[1]).toBeLessThan(0.06774);
    expect(variance[0]).toBeGreaterThan(0.80008);
    expect(variance[1]).toBeLessThan(1.48618);
    expect(stretch).toBeLessThan(1);
  });

  test("is not the only one that could be held against the grids: ReLU's leaves the domain, and its variances never grow", () => {
    const share = (name: "mapped" | "upper" | "lower") => shareHeld(name, 5, reluMap);
    expect([share("mapped"), share("upper"), share("lower")]).toEqual([0, 1, 0]);
    const { mean, variance } = heMap({ mean: 0, variance: 3 }, { sum: 0, squares: 1 });
    expect(mean ** 2 + variance).toBeCloseTo(3, 12);
  });

  test("is tried at the corners of its domains", () => {
    const domain = { mean: [0, 1], variance: [2, 4], sum: [0, 0], squares: [1, 1] } as const;
    const points = [...gridOf(domain, 2)].map(([{ mean, variance }]) => `${mean} ${variance}`);
    expect(new Set(points)).toEqual(new Set(["0 2", "0 4", "1 2", "1 4"]));
  });
});

describe("alpha dropout", () => {
  test.each([
    [0.05, 0.9548445, 0.0839356],
    [0.1, 0.9212845, 0.161971],
    [0.2, 0.8789036, 0.30904],
    [0.5, 0.8864049, 0.7791939],
    [0, 1, 0],
  ])("at rate %d scales by %d and shifts by %d", (rate, a, b) => {
    expect(alphaDropoutAffine(rate).a).toBeCloseTo(a, 6);
    expect(alphaDropoutAffine(rate).b).toBeCloseTo(b, 6);
  });

  test.each([0.05, 0.5])("at rate %d keeps mean 0 and variance 1 exactly", (rate) => {
    const { a, b } = alphaDropoutAffine(rate);
    const square = (1 - rate) * (a * a + b * b) + rate * (a * saturation + b) ** 2;
    expect(rate * a * saturation + b).toBeCloseTo(0, 14);
    expect(square).toBeCloseTo(1, 14);
  });

  test("does nothing in inference and at rate 0, and refuses rate 1", () => {
    const x = input("x", [2, 3]);
    expect(alphaDropout(new Scope({ mode: "inference" }), x, 0.1)).toBe(x);
    expect(alphaDropout(new Scope({ mode: "training" }), x, 0)).toBe(x);
    expect(() => alphaDropout(new Scope(), x, 1)).toThrow("invalid rate 1");
  });

  test("passes a gradient of a to what is kept, and none to what is dropped", async () => {
    const scope = new Scope({ mode: "training" });
    const x = input("x", [4]);
    const y = alphaDropout(scope, x, 0.5);
    const session = await open(compile({ outputs: { y, slope: gradient(y.sum(), [x])[0] } }));
    const feeds = { x: Float32Array.of(3, -1, 0.5, 2), "alpha dropout": Float32Array.of(0.2, 0.7, 0.5, 0.49) };
    const result = await session.run(feeds);
    const { a, b } = alphaDropoutAffine(0.5);
    const dropped = a * saturation + b;
    expect(Array.from(result.slope.data, Number)).toEqual([0, expect.closeTo(a, 6), expect.closeTo(a, 6), 0]);
    [dropped, -a + b, 0.5 * a + b, dropped].forEach((value, at) => expect(result.y.data[at]).toBeCloseTo(value, 6));
    await session.release();
  });
});

test("a net with given weights and masks learns as one in plain Python does", async () => {
  const { sizes, rate, learningRate, x, labels, weights, biases, noise, logits, losses } = golden.net;
  const build = (mode: "training" | "inference") => {
    const scope = new Scope({ mode });
    const widths = sizes.slice(1, -1);
    const out = feedForward(scope, input("x", [x.length, sizes[0]]), {
      ...{ widths, outputs: sizes.at(-1)!, layer: selfNormalizingLayer({ rate }) },
    });
    return { scope, out, loss: crossEntropy(out, input("labels", [x.length], "int32")) };
  };
  const flat = (rows: readonly (readonly number[])[]) => Float32Array.from(rows.flat());
  const state: Record<string, Float32Array> = {};
  weights.forEach((weight, at) => (state[`layer ${at + 1}/weight`] = flat(weight)));
  biases.forEach((bias, at) => (state[`layer ${at + 1}/bias`] = Float32Array.from(bias)));
  const fed: Values = { x: flat(x), labels: Int32Array.from(labels) };

  const plain = await open(compile({ outputs: { out: build("inference").out } }));
  const { out } = await plain.run({ x: fed.x, ...state });
  expect(out).toBeCloseToTensor(logits, { absolute: 1e-5 });

  const { scope, loss } = build("training");
  const slopes = gradient(
    loss,
    scope.parameters.map(({ tensor }) => tensor),
  );
  const named = scope.parameters.map(({ name }, at) => [`slope of ${name}`, slopes[at]] as const);
  const step = await open(compile({ outputs: { loss, ...Object.fromEntries(named) } }));
  const masks = Object.fromEntries(noise.map((mask, at) => [`layer ${at + 1}/alpha dropout`, flat(mask)]));
  for (const expected of losses) {
    const result = await step.run({ ...fed, ...masks, ...state });
    expect(Number(result.loss.data[0])).toBeCloseTo(expected, 5);
    for (const { name } of scope.parameters)
      state[name] = state[name].map((value, at) => value - learningRate * Number(result[`slope of ${name}`].data[at]));
  }
  await Promise.all([plain.release(), step.release()]);
});
