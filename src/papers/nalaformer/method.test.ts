import { describe, expect, test } from "vitest";
import { concat, constant, evaluate, gradient, random, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { forward } from "#lab/measure/forward";
import { attentionStatistics } from "#lab/measure/attention-hooks";
import { linearMix, linearWeights, reluFeatures, type FeatureMap } from "#lab/nn/language-model/linear-attention";
import { angleSplit, formA, formB, frozenAt, gridRotary, normAware, signSplit } from "./method.ts";

registerMatchers(expect);

const queries = constant([
  [0.6, 0.8],
  [3, 4],
]);
const keys = constant([
  [1, 0],
  [0, 1],
  [-1, 0.5],
]);
const values = constant([[1], [2], [3]]);
const forms = { A: formA(), B: formB() } as const;

const weightsOf = (map: FeatureMap, q: Tensor = queries, k: Tensor = keys) =>
  linearWeights(map.queries(q), map.keys(k));
const normals = (name: string, ...shape: number[]) =>
  constant(
    random(1)
      .stream(name)
      .normal(shape.reduce((a, b) => a * b)),
    { shape },
  );

describe("two queries of the same direction, three keys, by hand", () => {
  test("form A: features, weights, outputs and entropies", async () => {
    const { queries: ofQueries, keys: ofKeys } = forms.A;
    const out = await forward(() => {
      const weights = weightsOf(forms.A);
      const q = ofQueries(queries);
      const k = ofKeys(keys);
      const { entropy } = attentionStatistics(weights.reshape(1, 1, 2, 3));
      return { q, k, weights, mixed: linearMix(q, k, values), entropy };
    });
    expect(out.q).toBeCloseToTensor([0.144661, 0.429751, 0, 0, 0.100402, 0.36638, 0, 0]);
    expect(out.k).toBeCloseToTensor([1, 0, 0, 0, 0, 1, 0, 0, 0, 0.125, 1, 0]);
    expect(out.weights).toBeCloseToTensor([0.230303, 0.684171, 0.085521, 0.195874, 0.714773, 0.089347]);
    expect(out.mixed).toBeCloseToTensor([1.855209, 1.89346]);
    expect(out.entropy).toBeCloseToTensor([0.808139, 0.775137]);
  });

  test("form B at a factor of π/4, and of 1", async () => {
    const out = await forward(() => ({ quarter: weightsOf(forms.B), one: weightsOf(formB({ factor: 1 })) }));
    expect(out.quarter).toBeCloseToTensor([0.20545, 0.633849, 0.1607, 0.176752, 0.669836, 0.153412]);
    expect(out.one).toBeCloseToTensor([0.216345, 0.683882, 0.099773, 0.184146, 0.715022, 0.100833]);
  });

  test("ReLU features cannot tell them apart, nor can a frozen exponent", async () => {
    const out = await forward(() => ({
      relu: weightsOf(reluFeatures),
      tenfold: weightsOf(reluFeatures, queries.mul(10)),
      frozen: weightsOf(formA({ exponent: frozenAt(3.8) })),
    }));
    expect(out.relu).toBeCloseToTensor([1 / 3, 4 / 9, 2 / 9, 1 / 3, 4 / 9, 2 / 9]);
    expect(out.tenfold).toBeCloseToTensor(out.relu);
    expect(out.frozen.slice(3)).toBeCloseToTensor(out.frozen.slice(0, 3));
  });
});

test("exact opposites: nothing in common, in form A and in form B at π/4; below zero at a factor of 1", async () => {
  const [q, k] = [constant([[1, 0]]), constant([[-1, 0]])];
  const similarity = ({ queries, keys }: FeatureMap) => queries(q).matmul(keys(k).transpose());
  const out = await forward(() => ({
    A: similarity(forms.A),
    B: similarity(forms.B),
    one: similarity(formB({ factor: 1 })),
  }));
  expect(out.A).toEqual([0]);
  expect(out.B).toBeCloseToTensor([0], { absolute: 1e-7 });
  expect(out.one).toBeCloseToTensor([-0.416147]);
});

test("both maps keep the length of a vector", async () => {
  const cubed = constant([0.3, -0.7, 0.2].map((value) => value ** 3));
  const lengths = await forward(() => ({
    before: cubed.square().sum().sqrt(),
    signs: signSplit(cubed).square().sum().sqrt(),
    angles: angleSplit(cubed.abs(), constant([0.4, -0.9, 0.2]), Math.PI / 4)
      .square()
      .sum()
      .sqrt(),
  }));
  for (const length of Object.values(lengths)) expect(length).toBeCloseToTensor([0.344154]);
});

test("the exponent runs from 1.5 to 4.5, and hardly moves beyond a length of 2", async () => {
  expect(await evaluate(normAware(constant([0, 2, 4, 100])))).toBeCloseToTensor([1.5, 4.3921, 4.498, 4.5]);
});

describe("entropy by the length of the query: 200 directions, 64 keys", () => {
  const directions = normals("directions", 200, 16);
  const many = normals("keys", 64, 16);
  const entropies = (weights: (q: Tensor) => Tensor) =>
    forward(() => {
      const at = (length: number) => {
        const q = directions.div(directions.square().sum(-1).sqrt()).mul(length);
        return attentionStatistics(weights(q).reshape(1, 1, 200, 64)).entropy.mean();
      };
      return { quarter: at(0.25), one: at(1), four: at(4), eight: at(8) };
    });

  test("falls under softmax, and in both forms until tanh is flat", async () => {
    const all = [
      await entropies((q) => q.matmul(many.transpose()).mul(0.25).softmax()),
      await entropies((q) => weightsOf(forms.A, q, many)),
      await entropies((q) => weightsOf(forms.B, q, many)),
    ];
    for (const { quarter, one, four } of all) {
      expect(one[0]).toBeLessThan(quarter[0] - 0.01);
      expect(four[0]).toBeLessThan(one[0] - 0.01);
    }
    expect(all[0].eight[0]).toBeLessThan(all[0].four[0] - 0.5);
    for (const { four, eight } of all.slice(1)) expect(Math.abs(eight[0] - four[0])).toBeLessThan(2e-3);
  });

  test("is the same at every length with ReLU features", async () => {
    const { quarter, one, four, eight } = await entropies((q) => weightsOf(reluFeatures, q, many));
    expect([one, four, eight].flat()).toBeCloseToTensor([quarter, quarter, quarter].flat(), { absolute: 1e-4 });
  });
});

describe.each(["A", "B"] as const)("form %s", (form) => {
  const map = forms[form];
  const [q, k, v] = ["q", "k", "v"].map((name) => normals(name, 2, 3, 6, 8));
  const rotate = gridRotary({ rows: 2, columns: 3 });

  test("gives the same whether keys are summed first or weights are made, with and without rotation", async () => {
    for (const options of [{}, { rotate }]) {
      const out = await forward(() => {
        const [fq, fk] = [map.queries(q), map.keys(k)];
        return { weights: linearWeights(fq, fk, options).matmul(v), mixed: linearMix(fq, fk, v, options) };
      });
      expect(out.mixed).toBeCloseToTensor(out.weights, { absolute: 1e-5 });
    }
  });

  test("does not mind the order of keys", async () => {
    const out = await forward(() => {
      const [fq, fk] = [map.queries(q), map.keys(k)];
      return { once: linearMix(fq, fk, v), flipped: linearMix(fq, fk.flip(2), v.flip(2)) };
    });
    expect(out.flipped).toBeCloseToTensor(out.once, { absolute: 1e-5 });
  });

  test("causal: a later key changes nothing, and the last query sees all", async () => {
    const out = await forward(() => {
      const mix = (keys: Tensor, causal: boolean) =>
        linearWeights(map.queries(q), map.keys(keys), { causal }).matmul(v);
      const others = concat([k.slice(2, 0, 5), k.slice(2, 5, 6).mul(-2)], 2);
      return {
        causal: mix(k, true).slice(2, 0, 5),
        other: mix(others, true).slice(2, 0, 5),
        last: mix(k, true).at(2, 5),
        whole: linearMix(map.queries(q), map.keys(k), v).at(2, 5),
      };
    });
    expect(out.other).toBeCloseToTensor(out.causal);
    expect(out.last).toBeCloseToTensor(out.whole);
  });

  test.each([0.1, 0.4, 3])(
    "has the gradients of central differences, for queries of %f times a normal one",
    async (size) => {
      const drawn = (name: string, factor = 1) => ({
        shape: [1, 1, 3, 4],
        values: Array.from(random(2).stream(name).normal(12), (value) => factor * value),
      });
      const build = (q: Tensor, k: Tensor, v: Tensor) => linearMix(map.queries(q), map.keys(k), v);
      await checkGradient(build, [drawn("q", size), drawn("k"), drawn("v")], { relative: 1e-4, absolute: 1e-6 });
    },
  );

  test("has finite gradients where a query, a key or an entry is zero", async () => {
    const zeros = Float32Array.of(0, 0, 0, 0, 0, 1, -2, 0);
    const slopes = await forward((at) => {
      const [q, k] = ["q", "k"].map((name) => at.parameter(name, [2, 4], () => zeros));
      const [dq, dk] = gradient(
        linearMix(map.queries(q), map.keys(k), constant([[1], [3]]))
          .square()
          .sum(),
        [q, k],
      );
      return { dq, dk };
    });
    expect([...slopes.dq, ...slopes.dk].every(Number.isFinite)).toBe(true);
    expect(slopes.dk.some((value) => value !== 0)).toBe(true);
  });
});

describe("positions on a grid", () => {
  const rotate = gridRotary({ rows: 2, columns: 3 });
  const features = normals("features", 6, 16);

  test("keep lengths, leave the first token alone, and count rows in the first half of the channels, columns in the second", async () => {
    const { before, after, turned } = await forward(() => ({
      before: features.square().sum(-1),
      after: rotate(features).square().sum(-1),
      turned: rotate(features).sub(features).abs(),
    }));
    expect(after).toBeCloseToTensor(before);
    const moved = (token: number, channel: number) => turned[16 * token + channel] > 1e-6;
    const [row, column] = [
      [0, 1, 8, 9],
      [4, 5, 12, 13],
    ];
    for (const channel of [...row, ...column]) expect(moved(0, channel)).toBe(false);
    for (const channel of row) expect([moved(1, channel), moved(3, channel)]).toEqual([false, true]);
    for (const channel of column) expect([moved(1, channel), moved(3, channel)]).toEqual([true, false]);
  });

  test("make some weights negative, which is why they are kept out of the sums below the line", async () => {
    const [q, k] = ["q", "k"].map((name) => normals(name, 6, 8));
    const grid = gridRotary({ rows: 1, columns: 6 });
    const { weights } = await forward(() => ({
      weights: linearWeights(forms.A.queries(q), forms.A.keys(k), { rotate: grid }),
    }));
    expect(weights.some((weight) => weight < -1e-3)).toBe(true);
    expect(weights.every(Number.isFinite)).toBe(true);
  });

  test("need channels in pairs by row and column", () => {
    expect(() => rotate(normals("odd", 6, 12))).toThrow("6 channels do not divide");
  });
});
