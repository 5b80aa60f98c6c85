import { describe, expect, test } from "vitest";
import { adamW, initialize, input, Scope, warmupCosine, type Parameters as Weights } from "#engine";
import { topologicalOrder } from "#engine/node";
import { fusedLayerNorm } from "#papers/layer-norm/method";
import { inferenceAffine as affineOfPower, powerNormV } from "#papers/power-norm/method";
import { inferenceAffine as affineOfUnified, unifiedNorm } from "#papers/unified-normalization/method";
import { noNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { foldedModel, foldLanguageModel, foldLinear, type ChannelAffine } from "#lab/measure/fold";
import { languageModel, type LanguageModel } from "#lab/nn/language-model/model";
import { openLanguageModel } from "#lab/training/language-model/training";
import type { Norm } from "#lab/nn/language-model/parts";

const shape = { vocabulary: 11, context: 8, depth: 2, width: 16, heads: 2, embeddingStd: 0.5 };
const text = Int32Array.from({ length: 400 }, (_, i) => (i * i + 3 * i) % 11);

async function trained(norm: Norm): Promise<Weights> {
  const run = await openLanguageModel({
    model: { ...shape, norm },
    text: { train: text, validation: text },
    batch: 4,
    steps: 12,
    seed: 1,
    optimizer: adamW(),
    learningRate: warmupCosine({ peak: 1e-2, warmup: 2, total: 12 }),
    maxGradNorm: 1,
    threads: 1,
  });
  for await (const { diverged } of run.train()) expect(diverged).toBeNull();
  const weights = run.trainer.parameters();
  await run.release();
  return weights;
}

const graphOf = (model: LanguageModel) => {
  const scope = new Scope({ mode: "inference" });
  return { scope, logits: languageModel(scope, input("tokens", [3, 8], "int32"), model).logits };
};

async function logitsOf(model: LanguageModel, weights: Weights): Promise<Float32Array> {
  const evaluator = await openEvaluator({ logits: graphOf(model).logits });
  const { logits } = await evaluator.run(weights, { tokens: text.slice(0, 24) });
  await evaluator.release();
  return logits.data as Float32Array;
}

const ops = (model: LanguageModel) =>
  topologicalOrder([graphOf(model).logits])
    .map(({ op }) => op)
    .sort();

const take = (weights: Weights, norm: string, states: string[]) =>
  Object.fromEntries(["gain", "bias", ...states].map((name) => [name, weights[`${norm}/${name}`]]));

const stored: [string, Norm, (weights: Weights, norm: string) => ChannelAffine][] = [
  [
    "unified normalization",
    (at, x) => unifiedNorm(at, x, { warmup: 5, filtration: true }),
    (weights, norm) => affineOfUnified(take(weights, norm, ["v"]) as Parameters<typeof affineOfUnified>[0]),
  ],
  [
    "PN-V",
    (at, x) => powerNormV(at, x),
    (weights, norm) => affineOfPower(take(weights, norm, ["psi2"]) as Parameters<typeof affineOfPower>[0]),
  ],
];

describe.each(stored)("folding %s, whose statistics are stored", (_, norm, affineOf) => {
  test("changes no logit beyond rounding, and leaves no trace of the norm in the graph", async () => {
    const weights = await trained(norm);
    const model = { ...shape, norm };
    const folded = foldedModel(model, noNorm);
    const before = await logitsOf(model, weights);
    const after = await logitsOf(
      folded,
      foldLanguageModel(weights, shape, (name) => affineOf(weights, name)),
    );
    const size = Math.max(...before.map(Math.abs));
    expect(Math.max(...before.map((value, i) => Math.abs(value - after[i]))) / size).toBeLessThan(1e-5);
    expect(ops(folded)).toEqual(ops({ ...shape, norm: noNorm, headBias: true }));
  });
});

test("of layer norm, gain and bias fold, and the plain normalization stays", async () => {
  const weights = await trained((at, x) => fusedLayerNorm(at, x));
  const folded = foldLanguageModel(weights, shape, (norm) => ({
    scale: weights[`${norm}/gain`],
    shift: weights[`${norm}/bias`],
  }));
  const plain: Norm = (_, x) => {
    const centred = x.sub(x.mean(-1));
    return centred.div(centred.square().mean(-1).add(1e-5).sqrt());
  };
  const before = await logitsOf({ ...shape, norm: (at, x) => fusedLayerNorm(at, x) }, weights);
  const after = await logitsOf(foldedModel({ ...shape, norm: plain }, plain), folded);
  before.forEach((value, i) => expect(after[i]).toBeCloseTo(value, 4));
});

test("a linear map is folded by hand: [2, 3] x W with scale 2, 10 and shift 1, -1", () => {
  const folded = foldLinear(
    { weight: Float32Array.of(1, 2, 3, 4), bias: Float32Array.of(0.5, 0) },
    { scale: Float32Array.of(2, 10), shift: Float32Array.of(1, -1) },
  );
  expect([...folded.weight]).toEqual([2, 4, 30, 40]);
  expect([...folded.bias]).toEqual([0.5 + 1 - 3, 2 - 4]);
  expect(() => foldLinear({ weight: new Float32Array(3), bias: new Float32Array(2) }, folded as never)).toThrow();
});

test("a folded model has a head bias, which starts at zero", () => {
  const { scope } = graphOf(foldedModel({ ...shape, norm: noNorm }, noNorm));
  expect(Array.from(initialize(scope, 1)["head bias"])).toEqual(Array(11).fill(0));
});
