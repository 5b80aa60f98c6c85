import { describe, expect, test } from "vitest";
import { constant, crossEntropy, evaluate, gradient, initialize, input, rotary, Scope, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { layerNorm, noNorm, rmsNorm } from "../norms.ts";
import { openEvaluator } from "../../measure/evaluator.ts";
import {
  causalAttention,
  languageModel,
  mixedNorm,
  postNorm,
  swiglu,
  type LanguageModel,
} from "../../training/language-model/index.ts";
import { languageModelLoss, linearMap, type Block } from "../../training/language-model/index.ts";

registerMatchers(expect);

const small: LanguageModel = { vocabulary: 11, context: 8, depth: 2, width: 12, heads: 3, norm: layerNorm };

function weightsOf(model: LanguageModel): number {
  const scope = new Scope();
  languageModel(scope, input("tokens", [2, 4], "int32"), model);
  return scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
}

const tokens = Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 10, 9, 8, 7, 6, 5, 4, 3);
const targets = Int32Array.of(2, 3, 4, 5, 6, 7, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2);

/** Logits [2, 8, 11] of a model at its start, or with given weights. */
async function logitsOf(model: LanguageModel, feed: Int32Array = tokens, weights?: Record<string, Float32Array>) {
  const { scope, logits } = languageModelLoss(model, { batch: 2, mode: "inference" });
  const evaluator = await openEvaluator({ out: logits });
  const { out } = await evaluator.run(weights ?? initialize(scope, 1), { tokens: feed });
  await evaluator.release();
  return out;
}

describe("the language model", () => {
  test("has as many weights as the closed form says", () => {
    const { vocabulary: v, context: t, depth: l, width: d } = small;
    const norms = (2 * l + 1) * 2 * d;
    const attention = 4 * d * d + 4 * d;
    const feedForward = 8 * d * d + 5 * d;
    expect(weightsOf(small)).toBe(2 * v * d + t * d + l * (attention + feedForward) + norms);
    expect(weightsOf({ ...small, tied: true })).toBe(weightsOf(small) - v * d);
    expect(weightsOf({ ...small, headBias: true })).toBe(weightsOf(small) + v);
    expect(weightsOf({ ...small, positions: "rotary" })).toBe(weightsOf(small) - t * d);
    expect(weightsOf({ ...small, norm: rmsNorm })).toBe(weightsOf(small) - norms / 2);
    const llama = { ...small, norm: rmsNorm, biases: false, positions: "rotary", feedForward: swiglu() } as const;
    expect(weightsOf(llama)).toBe(2 * v * d + l * (4 * d * d + 3 * d * 32) + norms / 2);
  });

  test("starts with the loss of a uniform guess, ln V", async () => {
    const { scope, loss } = languageModelLoss(small, { batch: 2, mode: "training" });
    const evaluator = await openEvaluator({ loss });
    const { loss: value } = await evaluator.run(initialize(scope, 1), { tokens, targets });
    await evaluator.release();
    expect(value.data[0]).toBeCloseTo(Math.log(11), 1);
  });

  test("does not look ahead: a later character changes no earlier logits", async () => {
    const changed = tokens.with(7, 0).with(12, 0);
    const [before, after] = [await logitsOf(small), await logitsOf(small, changed)];
    const rows = (value: { data: ArrayLike<unknown> }, from: number, to: number) =>
      Array.from(value.data as Float32Array).slice(from * 11, to * 11);
    expect(rows(after, 0, 7)).toBeCloseToTensor(rows(before, 0, 7));
    expect(rows(after, 8, 12)).toBeCloseToTensor(rows(before, 8, 12));
    expect(rows(after, 7, 8)).not.toEqual(rows(before, 7, 8));
    expect(rows(after, 12, 16)).not.toEqual(rows(before, 12, 16));
  });

  test.each(["learned", "rotary"] as const)("tells positions apart when they are %s", async (positions) => {
    // Two earlier characters change places: without positions the last one's attention could not tell.
    const swapped = tokens.with(0, tokens[1]).with(1, tokens[0]);
    const last = async (model: LanguageModel, feed: Int32Array) =>
      Array.from((await logitsOf(model, feed)).data as Float32Array).slice(7 * 11, 8 * 11);
    const model = { ...small, depth: 1, std: 0.5, positions };
    expect(await last(model, swapped)).not.toBeCloseToTensor(await last(model, tokens));
    const blind = { ...model, positions: "none" } as const;
    expect(await last(blind, swapped)).toBeCloseToTensor(await last(blind, tokens));
  });

  test("puts the same weights around the stream in any placement", async () => {
    const all = { ...small, std: 0.3 };
    expect(weightsOf({ ...all, placement: postNorm })).toBe(weightsOf(all));
    const of = async (model: LanguageModel) => Array.from((await logitsOf(model)).data as Float32Array);
    expect(await of({ ...all, placement: mixedNorm(0) })).toEqual(await of(all));
    expect(await of({ ...all, placement: mixedNorm(2) })).toEqual(await of({ ...all, placement: postNorm }));
    expect(await of({ ...all, placement: mixedNorm(1) })).not.toBeCloseToTensor(await of(all));
  });

  test("normalizes the stream after each post-norm block", async () => {
    const { scope, streams } = languageModelLoss(
      { ...small, std: 0.3, placement: mixedNorm(1) },
      { batch: 2, mode: "inference" },
    );
    const meanSquare = (x: Tensor) => x.square().mean();
    const evaluator = await openEvaluator({ first: meanSquare(streams[1]), last: meanSquare(streams[2]) });
    const { first, last } = await evaluator.run(initialize(scope, 1), { tokens });
    await evaluator.release();
    expect(Math.abs(Number(first.data[0]) - 1)).toBeLessThan(1e-3);
    expect(Math.abs(Number(last.data[0]) - 1)).toBeGreaterThan(1e-2);
  });

  test("hands out its streams, so that gradients by depth need no hooks", async () => {
    const { scope, loss, streams } = languageModelLoss(small, { batch: 2, mode: "training" });
    expect(streams.length).toBe(small.depth + 1);
    const norms = gradient(loss, streams).map((slope) => slope.square().sum().sqrt());
    const evaluator = await openEvaluator(Object.fromEntries(norms.map((norm, block) => [`norm ${block}`, norm])));
    const out = await evaluator.run(initialize(scope, 1), { tokens, targets });
    await evaluator.release();
    for (const { data } of Object.values(out)) expect(Number(data[0])).toBeGreaterThan(0);
  });

  test("tells norms, linear maps and placements where they stand", () => {
    const seen: string[] = [];
    languageModel(new Scope(), input("tokens", [1, 2], "int32"), {
      ...small,
      normAt:
        ({ block, depth, sublayer }) =>
        (at, x) => {
          seen.push(`${block}/${depth} ${sublayer} at ${at.path}`);
          return noNorm(at, x);
        },
    });
    expect(seen).toEqual([
      "1/2 attention at block 1/attention/norm",
      "1/2 feed-forward at block 1/feed-forward/norm",
      "2/2 attention at block 2/attention/norm",
      "2/2 feed-forward at block 2/feed-forward/norm",
      "3/2 final at final norm",
    ]);
    const writers: string[] = [];
    languageModel(new Scope(), input("tokens", [1, 2], "int32"), {
      ...small,
      depth: 1,
      linear: (at, x, features, role) => {
        if (role.toResidual) writers.push(at.path);
        return linearMap(small)(at, x, features, role);
      },
    });
    expect(writers).toEqual(["block 1/attention/output", "block 1/feed-forward/out"]);
  });

  test("starts writers to the stream smaller, and embeddings at their own scale", () => {
    const scope = new Scope();
    const model = { ...small, width: 120, std: 0.1, embeddingStd: 0.7 };
    languageModel(scope, input("tokens", [1, 2], "int32"), model);
    const values = initialize(scope, 1);
    const std = (name: string) => Math.sqrt(values[name].reduce((sum, x) => sum + x * x, 0) / values[name].length);
    expect(std("block 2/attention/query/weight")).toBeCloseTo(0.1, 2);
    expect(std("block 2/attention/output/weight")).toBeCloseTo(0.1 / Math.sqrt(4), 2);
    expect(std("block 2/feed-forward/out/weight")).toBeCloseTo(0.1 / Math.sqrt(4), 2);
    expect(std("embedding")).toBeCloseTo(0.7, 1);
    expect(std("block 1/attention/query/bias")).toBe(0);
  });

  test("refuses what does not fit, and says what", () => {
    const build = (model: LanguageModel, time: number) => () =>
      languageModel(new Scope(), input("tokens", [1, time], "int32"), model);
    expect(build(small, 9)).toThrow("9 tokens do not fit a context of 8");
    expect(build({ ...small, heads: 5 }, 4)).toThrow("a width of 12 is not a multiple of 5 heads");
    expect(build({ ...small, heads: 12, positions: "rotary" }, 4)).toThrow("must be even");
  });
});

describe("attention", () => {
  test("can be wider or narrower than the stream, which then needs no multiple of the heads", () => {
    const { depth: l, width: d, heads: h } = small;
    const widened = { ...small, attention: causalAttention({ inner: 2 * d }) };
    expect(weightsOf(widened)).toBe(weightsOf(small) + l * (4 * d * d + 3 * d));
    const odd = { ...small, width: d - 1, attention: causalAttention({ inner: d }) };
    expect((d - 1) % h).not.toBe(0);
    expect(weightsOf(odd)).toBeLessThan(weightsOf(small));
  });
  test("can be given other weights, and norms of queries and keys", async () => {
    const uniform = causalAttention({ weights: (_, scores) => scores.mul(0).softmax() });
    const normed = causalAttention({ queryKeyNorm: rmsNorm });
    const of = async (model: LanguageModel) => Array.from((await logitsOf(model)).data as Float32Array);
    const plain = await of({ ...small, std: 0.5 });
    expect(await of({ ...small, std: 0.5, attention: uniform })).not.toBeCloseToTensor(plain);
    expect(await of({ ...small, std: 0.5, attention: normed })).not.toBeCloseToTensor(plain);
    expect(weightsOf({ ...small, attention: normed })).toBe(weightsOf(small) + small.depth * 2 * 4);
  });
});

describe("rotary positions", () => {
  test("turn the first pair of position t by t radians", async () => {
    const x = constant(
      [
        [1, 0, 0, 0],
        [1, 0, 0, 0],
      ].map((row) => [...row]),
    ).reshape(1, 1, 2, 4);
    const { data } = await evaluate(rotary(x));
    expect(data).toBeCloseToTensor([1, 0, 0, 0, Math.cos(1), 0, Math.sin(1), 0]);
  });
  test("make the product of a query and a key depend on their distance only", async () => {
    const [q, k] = [0, 1].map((shift) =>
      constant(Float32Array.from({ length: 24 }, (_, at) => Math.sin((at % 4) + 1 + shift))),
    );
    const scores = rotary(q.reshape(1, 1, 6, 4))
      .matmul(rotary(k.reshape(1, 1, 6, 4)).transpose())
      .reshape(6, 6);
    const rows = Array.from((await evaluate(scores)).data as Float32Array);
    expect(rows[3 * 6 + 1]).toBeCloseTo(rows[5 * 6 + 3], 5);
    expect(rows[3 * 6 + 1]).not.toBeCloseTo(rows[5 * 6 + 2], 2);
  });
  test("have the gradient of a rotation", () => checkGradient((x) => rotary(x), [[1, 2, 3, 4]]));
});

test("a whole block of a paper's own stands in the place of norms and residual sums, in the same scopes", async () => {
  const block: Block = (at, x, { block, depth, attention, feedForward }) => {
    expect(block).toBeLessThanOrEqual(depth);
    const middle = x.add(attention(rmsNorm(at.scope("attention").scope("norm"), x)));
    return middle.add(feedForward(rmsNorm(at.scope("feed-forward").scope("norm"), middle)));
  };
  const plain = await logitsOf({ ...small, norm: rmsNorm, std: 0.5 });
  const whole = await logitsOf({ ...small, norm: rmsNorm, std: 0.5, block });
  expect(whole.data).toBeCloseToTensor(Array.from(plain.data as Float32Array));
});

test("batches and tying do not disturb the loss: it is the mean over all characters", async () => {
  const { scope, logits, loss } = languageModelLoss({ ...small, tied: true }, { batch: 2, mode: "training" });
  const halves = [0, 1].map((row) =>
    crossEntropy(logits.slice(0, row, row + 1), input("targets", [2, 8], "int32").slice(0, row, row + 1)),
  );
  const evaluator = await openEvaluator({ loss, mean: halves[0].add(halves[1]).div(2) });
  const out = await evaluator.run(initialize(scope, 1), { tokens, targets });
  await evaluator.release();
  expect(out.loss.data[0]).toBeCloseTo(Number(out.mean.data[0]), 5);
});
