import { describe, expect, test } from "vitest";
import { constant, fill, gradient, initialize, input, Scope, type Tensor } from "#engine";
import { checkGradient } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { forward } from "#lab/measure/forward";
import { contrastiveLogits, contrastiveLoss, encoder, pool, samePassages } from "#lab/training/encoder/index";
import golden from "./golden/numbers.json";
import { focalWeights, kalmLoss, mineOne, mixedNegatives, mixList, mixPairs, soup, type Batch } from "./method.ts";
import { random } from "#engine";

const near = (got: readonly number[], wanted: readonly number[], digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};

/** A batch whose logits are given: [b, m], as cosines of 2m dimensions at a temperature. */
const places = (values: number[], shape: number[]) => constant(Int32Array.from(values), { shape });

describe("the focal weight", () => {
  const logits = input("logits", [1, 4]);
  const both = input("both", [2, 4]);
  const losses = (x: Tensor, differentiated: boolean) => {
    const rows = x.shape[0];
    // Targets of the card are column 0; ours are the diagonal, so that row 2 is written with its first two columns exchanged.
    const weights = focalWeights(x, { exponent: 0.5, differentiated });
    const own = Array.from({ length: rows }, (_, at) =>
      x
        .logSoftmax()
        .slice(0, at, at + 1)
        .slice(1, at, at + 1)
        .reshape(1),
    );
    return own.map((value, at) => value.neg().mul(weights.slice(0, at, at + 1)));
  };
  test("is the card's: p, w, loss and both gradients of (2, 1, 0, -1), and the mean with a second row", async () => {
    const weights = { logits: Float32Array.of(2, 1, 0, -1), both: Float32Array.of(2, 1, 0, -1, 1, 0, 2, 3) };
    const values = await forward(
      () => {
        const [literal] = losses(logits, true);
        const [detached] = losses(logits, false);
        const [one, two] = losses(both, false);
        return {
          p: logits.softmax().slice(1, 0, 1),
          weights: focalWeights(both, { exponent: 0.5 }),
          loss: literal,
          literal: gradient(literal.sum(), [logits])[0],
          detached: gradient(detached.sum(), [logits])[0],
          mean: one.add(two).div(2),
        };
      },
      { weights },
    );
    near(values.p, [0.643914]);
    near(values.weights, [0.596729, 0.98384]);
    near(values.loss, [0.262674]);
    near(values.literal, [-0.297057, 0.197614, 0.072698, 0.026744]);
    near(values.detached, [-0.212487, 0.141355, 0.052002, 0.01913]);
    near(values.mean, [1.823635]);
  });
  test("stays finite where p rounds to 1: loss and literal gradient of (40, 0, 0, 0)", async () => {
    const { loss, slope } = await forward(
      () => {
        const [loss] = losses(logits, true);
        return { loss, slope: gradient(loss.sum(), [logits])[0] };
      },
      { weights: { logits: Float32Array.of(40, 0, 0, 0) } },
    );
    expect(Math.abs(loss[0])).toBeLessThan(1e-6);
    for (const value of slope) expect(Math.abs(value)).toBeLessThan(1e-6);
  });
});

describe("mixing", () => {
  const q = constant([[1, 1, 1]]).div(Math.sqrt(3));
  test("pair-wise is the card's: nearer to the query than both parents", async () => {
    const negatives = constant([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const { mixed, near: nearness } = await forward(() => {
      const pairs = { first: places([0, 0], [1, 2]), second: places([1, 1], [1, 2]), share: constant([[0.5, 0.2]]) };
      const mixed = mixPairs(negatives, pairs);
      return { mixed, near: mixed.squeeze(0).matmul(q.transpose()) };
    });
    near(mixed.slice(0, 3), [0.707107, 0.707107, 0]);
    near(nearness, [0.816497, 0.70014]);
    // s / cos(theta / 2) of two at a right angle.
    expect(nearness[0]).toBeCloseTo(1 / Math.sqrt(3) / Math.cos(Math.PI / 4), 5);
  });
  test("list-wise is the card's, at two temperatures", async () => {
    const list = constant([
      [
        [1, 0, 0],
        [Math.SQRT1_2, Math.SQRT1_2, 0],
        [0, 0, -1],
      ],
    ]);
    const { warm, cold } = await forward(() => {
      const nearness = (temperature: number) => mixList(q, list, temperature).squeeze(0).matmul(q.transpose());
      return { warm: nearness(0.1), cold: nearness(0.01) };
    });
    near([...warm, ...cold], [0.814993, 0.816497]);
  });
});

const { batch: b, negatives, width, temperature } = golden;
const sizes = golden.sizes.map(([size, weight]) => ({ size, weight }));
const passageCount = b * (1 + negatives);
const fed = { queries: Float32Array.from(golden.queries), passages: Float32Array.from(golden.passages) };

function goldenBatch(): Batch {
  const same = samePassages(places(golden.identities, [passageCount]), b);
  return { queries: input("queries", [b, width]), passages: input("passages", [passageCount, width]), same };
}

const goldenPairs = () => {
  const shape = [b, golden.share.length / b];
  return {
    ...{ first: places(golden.first, shape), second: places(golden.second, shape) },
    share: constant(Float32Array.from(golden.share), { shape }),
  };
};

describe("the whole loss against PyTorch", () => {
  test.each(["constant", "differentiated"] as const)(
    "%s weights and mixtures: loss and all gradients",
    async (kind) => {
      const differentiated = kind === "differentiated";
      const values = await forward(
        () => {
          const batch = goldenBatch();
          const mixed = mixedNegatives(batch, goldenPairs(), { temperature: golden.listTemperature, differentiated });
          const weigh = (logits: Tensor) => focalWeights(logits, { exponent: 0.5, differentiated });
          const loss = kalmLoss(batch, mixed, { temperature, weigh, sizes });
          const [queries, passages] = gradient(loss, [batch.queries, batch.passages]);
          return { loss, toQueries: queries, toPassages: passages };
        },
        { weights: fed },
      );
      const [queries, positives, mined] = golden[kind].gradients;
      near(values.loss, [golden[kind].loss]);
      near(values.toQueries, queries);
      near(values.toPassages, [...positives, ...mined]);
    },
  );
  test("has gamma 0.5 where nothing else is asked for", async () => {
    const { by, own } = await forward(
      () => {
        const batch = goldenBatch();
        const mixed = mixedNegatives(batch, goldenPairs(), { temperature: golden.listTemperature });
        return { by: kalmLoss(batch, mixed, { temperature, sizes }), own: kalmLoss(batch, mixed, { temperature }) };
      },
      { weights: fed },
    );
    near(by, [golden.constant.loss]);
    expect(own[0]).toBeLessThan(by[0]);
  });
});

describe("the loss", () => {
  const ones = (logits: Tensor) => fill(1, [logits.shape[0]]);
  test("is plain InfoNCE without weights and mixtures", async () => {
    const { plain, kalm } = await forward(
      () => {
        const batch = goldenBatch();
        return {
          plain: contrastiveLoss(batch.queries, batch.passages, { temperature, ignored: batch.same }),
          kalm: kalmLoss(batch, null, { temperature, weigh: ones }),
        };
      },
      { weights: fed },
    );
    near(kalm, plain, 6);
  });
  test("of every query only grows by mixtures, which pass nothing on to the mined negatives", async () => {
    const { without, withMixed, through } = await forward(
      () => {
        const batch = goldenBatch();
        const mixed = mixedNegatives(batch, goldenPairs());
        const z = (own?: Tensor) =>
          contrastiveLogits(batch.queries, batch.passages, { temperature, own }).exp().sum(1, { keepDims: false });
        const [through] = gradient(mixed.square().mul(2).sum().add(batch.passages.sum().mul(0)), [batch.passages]);
        return { without: z(), withMixed: z(mixed), through };
      },
      { weights: fed },
    );
    for (const [at, value] of withMixed.entries()) expect(value).toBeGreaterThan(without[at]);
    expect(through.every((value) => value === 0)).toBe(true);
  });
  test("has the gradient of its formula, all of it differentiated", () =>
    checkGradient(
      (queries, passages) => {
        const same = samePassages(places([0, 1, 10, 11, 12, 13], [6]), 2);
        const pairs = {
          first: places([0, 2], [2, 1]),
          second: places([1, 3], [2, 1]),
          share: constant([[0.3], [0.6]], { dtype: queries.dtype }),
        };
        const batch = { queries, passages, same };
        const mixed = mixedNegatives(batch, pairs, { differentiated: true });
        const weigh = (logits: Tensor) => focalWeights(logits, { exponent: 0.5, differentiated: true });
        return kalmLoss(batch, mixed, { temperature: 0.5, weigh });
      },
      [
        [2, 3],
        [6, 3],
      ],
    ));
});

describe("the embedding", () => {
  const model = { vocabulary: 30, context: 6, depth: 2, width: 16, heads: 2 };
  async function embed(tokens: number[], causal = false) {
    const scope = new Scope({ mode: "inference" });
    const { layers, real } = encoder(scope, input("tokens", [1, tokens.length], "int32"), { ...model, causal });
    const evaluator = await openEvaluator({
      all: pool(layers[2], real),
      first: pool(layers[2], real, "first"),
      layer: layers[2],
    });
    const whole = new Scope();
    encoder(whole, input("tokens", [1, 6], "int32"), model);
    const { all, first, layer } = await evaluator.run(initialize(whole, 1), { tokens: Int32Array.from(tokens) });
    await evaluator.release();
    return {
      all: Array.from(all.data, Number),
      first: Array.from(first.data, Number),
      layer: Array.from(layer.data, Number),
    };
  }
  test("is the mean over the tokens, and padding changes nothing", async () => {
    const [bare, padded] = [await embed([5, 9, 3]), await embed([5, 9, 3, 0, 0])];
    near(padded.all, bare.all);
    near(
      bare.all,
      Array.from({ length: 16 }, (_, at) => (bare.layer[at] + bare.layer[16 + at] + bare.layer[32 + at]) / 3),
    );
  });
  test("has its first token know the last, which a causal mask hides", async () => {
    expect((await embed([5, 9, 4])).first).not.toEqual((await embed([5, 9, 3])).first);
    near((await embed([5, 9, 4], true)).first, (await embed([5, 9, 3], true)).first, 6);
  });
});

test("a soup of single linear layers gives the mean of their outputs; of copies, the copy", async () => {
  const weights = [1, 2, 3].map((seed) => ({ w: random(seed).stream("w").normal(6) }));
  const x = constant([[1, -2, 0.5]]);
  const out = async ({ w }: { w: Float32Array }) =>
    (await forward(() => ({ y: x.matmul(constant(w, { shape: [3, 2] })) }))).y;
  const outputs = await Promise.all(weights.map(out));
  near(
    await out(soup(weights) as (typeof weights)[0]),
    [0, 1].map((at) => outputs.reduce((sum, y) => sum + y[at], 0) / 3),
  );
  expect(soup([weights[0], weights[0]])).toEqual(weights[0]);
});

test("a pair is left out when its passage scores below rank 50 of its own ranking", () => {
  const scores = Array.from({ length: 60 }, (_, rank) => 0.9 - rank / 100);
  const ranking = { scores, places: scores.map((_, rank) => rank + 100) };
  const mining = { ranks: [20, 60], count: 3, consistentTo: 50 } as const;
  const kept = (score: number) => mineOne(ranking, { place: 0, score }, mining, random(1).stream("mining")).consistent;
  expect([scores[0], scores[50], scores[51]].map(kept)).toEqual([true, true, false]);
});
