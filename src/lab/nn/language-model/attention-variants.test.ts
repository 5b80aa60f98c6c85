import { describe, expect, test } from "vitest";
import { constant, evaluate, initialize, input, Scope, type Tensor } from "#engine";
import { registerMatchers } from "#engine/testing";
import { attentionStatistics, withAttentionHooks } from "../../measure/attention-hooks.ts";
import { openEvaluator } from "../../measure/evaluator.ts";
import { rmsNorm } from "../norms.ts";
import { attentionVariants, sigmoidWeights, sinkAsKey, sinkWeights } from "./attention-variants.ts";
import { selfAttention, type AttentionContext, type AttentionOptions } from "./attention.ts";
import { linearAttention, linearWeights, reluFeatures } from "./linear-attention.ts";
import { languageModel, linearMap, type LanguageModel } from "./model.ts";

registerMatchers(expect);

const small: LanguageModel = { vocabulary: 11, context: 6, depth: 2, width: 12, heads: 3, norm: rmsNorm, std: 0.4 };
const tokens = Int32Array.of(1, 2, 3, 4, 5, 6, 10, 9, 8, 7, 6, 5);

function build(options: AttentionOptions, mode: "training" | "inference" = "inference") {
  const scope = new Scope({ mode });
  const model = { ...small, attention: selfAttention(options) };
  return { scope, ...languageModel(scope, input("tokens", [2, 6], "int32"), model) };
}

async function of(
  outputs: Record<string, Tensor>,
  scope: Scope,
  given: Record<string, Float32Array> = {},
  feeds: Record<string, Int32Array> = { tokens },
) {
  const evaluator = await openEvaluator(outputs);
  const out = await evaluator.run({ ...initialize(scope, 1), ...given }, feeds);
  await evaluator.release();
  return Object.fromEntries(Object.entries(out).map(([name, { data }]) => [name, data as Float32Array]));
}

const context: AttentionContext = {
  site: { block: 1, depth: 1, sublayer: "attention" },
  heads: 1,
  x: constant([[[1]]]),
  linear: linearMap(small),
};

test("sigmoid attention weighs each key by itself: scores 0, ln 3 and a masked one, less the log of three", async () => {
  const scores = constant([[[[0, Math.log(3), -1e9]]]]);
  expect(await evaluate(sigmoidWeights(new Scope(), scores, context))).toBeCloseToTensor([0.25, 0.5, 0]);
});

describe("a learned sink", () => {
  test("takes its share of each query: scores 1, 2 and a sink of 0", async () => {
    const scope = new Scope();
    const weights = sinkWeights(scope, constant([[[[1, 2]]]]), context);
    expect((await of({ weights }, scope, {}, {})).weights).toBeCloseToTensor([0.244728, 0.665241]);
  });
  test("is softmax where its logit is far below all scores", async () => {
    const scope = new Scope();
    const scores = constant([[[[1, 2, -3]]]]);
    const far = { sink: Float32Array.of(-100) };
    const { weights } = await of({ weights: sinkWeights(scope, scores, context) }, scope, far, {});
    expect(weights).toBeCloseToTensor(await evaluate(scores.softmax()));
  });
  test("as one more key weighs alike", async () => {
    const scores = constant([[[[1, 2, -1e9]], [[0.5, -3, 40]]]]);
    const given = { sink: Float32Array.of(0.3, 39) };
    const weighed = async (weigh: typeof sinkWeights) => {
      const scope = new Scope();
      return (await of({ weights: weigh(scope, scores, context) }, scope, given, {})).weights;
    };
    expect(await weighed(sinkAsKey)).toBeCloseToTensor(await weighed(sinkWeights));
  });
  test("costs one number per head and block", () => {
    const count = (options: AttentionOptions) =>
      build(options).scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
    expect(count(attentionVariants.sink) - count(attentionVariants.softmax)).toBe(2 * 3);
  });
});

test("a gate multiplies each feature of what the heads put out, by one half where its map is zero", async () => {
  const [plain, gated] = [build({}), build(attentionVariants.gated)];
  const zero = (at: number) => ({ [`block ${at}/attention/gate/weight`]: new Float32Array(12 * 12) });
  const doubled = Object.fromEntries(
    [1, 2].map((at) => {
      const name = `block ${at}/attention/output/weight`;
      return [name, initialize(plain.scope, 1)[name].map((weight) => 2 * weight)];
    }),
  );
  const { logits } = await of({ logits: plain.logits }, plain.scope);
  const open = await of({ logits: gated.logits }, gated.scope, { ...zero(1), ...zero(2), ...doubled });
  expect(open.logits).toBeCloseToTensor(logits);
  expect((await of({ logits: gated.logits }, gated.scope)).logits).not.toBeCloseToTensor(logits);
});

describe("hooks in attention", () => {
  test("hand out the weights of every block, and change nothing", async () => {
    const { options, sites } = withAttentionHooks(attentionVariants.sink);
    const hooked = build(options);
    expect(sites.map(({ site }) => site.block)).toEqual([1, 2]);
    const plain = build(attentionVariants.sink);
    const { logits } = await of({ logits: plain.logits }, plain.scope);
    const seen = await of(
      { logits: hooked.logits, weights: sites[1].weights, softmax: sites[1].softmax },
      hooked.scope,
    );
    expect([...seen.logits]).toEqual([...logits]);
    // The first query sees one key; a sink at 0 leaves it less than one.
    expect(seen.softmax[0]).toBe(1);
    expect(seen.weights[0]).toBeLessThan(1);
  });
  test("hand out what a mix without scores does, as weights", async () => {
    const seenBy: Tensor[] = [];
    const mix = linearAttention(reluFeatures, { causal: true });
    const { options, sites } = withAttentionHooks({
      mix(at, heads, context) {
        const { queries, keys } = heads;
        seenBy.push(linearWeights(reluFeatures.queries(queries), reluFeatures.keys(keys), { causal: true }));
        return mix(at, heads, context);
      },
    });
    const hooked = build(options);
    const seen = await of({ logits: hooked.logits, weights: sites[1].weights, wanted: seenBy[3] }, hooked.scope);
    expect(seen.weights).toBeCloseToTensor(seen.wanted);
    const plain = build({ mix });
    expect([...seen.logits]).toEqual([...(await of({ logits: plain.logits }, plain.scope)).logits]);
  });
  test("a query's statistics: weights 0.5, -0.1 and 0.2 sum to 0.6, and share 0.8", async () => {
    const { first, sum, total, entropy } = attentionStatistics(constant([[[[0.5, -0.1, 0.2]]]]));
    const shares = [0.625, 0.125, 0.25];
    const expected = -shares.reduce((all, share) => all + share * Math.log(share), 0);
    expect(first.shape).toEqual([1, 1, 1]);
    const values = await Promise.all(
      [first, sum, total, entropy].map(async (tensor) => (await evaluate(tensor)).data[0]),
    );
    expect(values).toBeCloseToTensor([0.5, 0.6, 0.8, expected]);
  });
  test("a key without weight adds nothing to the entropy", async () => {
    const { entropy } = attentionStatistics(constant([[[[0.5, 0.5, 0, 0]]]]));
    expect(await evaluate(entropy)).toBeCloseToTensor([Math.LN2]);
  });
});
