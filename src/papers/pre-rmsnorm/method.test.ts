import { describe, expect, test } from "vitest";
import {
  adamW,
  compile,
  constant,
  evaluate,
  gradient,
  initialize,
  input,
  layerNormalization,
  open,
  random,
  Scope,
  type Parameters,
  type Tensor,
} from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { layerNorm } from "#lab/nn/norms";
import {
  languageModel,
  languageModelLoss,
  openLanguageModel,
  type LanguageModel,
} from "#lab/training/language-model/index";
import { openEvaluator } from "#lab/measure/evaluator";
import {
  compressed,
  crms,
  preCrms,
  preRms,
  recentred,
  restored,
  rms,
  toPreCrms,
  toPreRms,
  trainable,
} from "./method.ts";

registerMatchers(expect);

const model: LanguageModel = { vocabulary: 11, context: 8, depth: 3, width: 16, heads: 2, norm: layerNorm };
const tokens = Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 10, 9, 8, 7, 6, 5, 4, 3);
const targets = Int32Array.of(2, 3, 4, 5, 6, 7, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2);

/** Weights of no particular kind: gains around 1, everything else around 0.2, none of it with mean zero. */
function anyWeights(of: LanguageModel): Parameters {
  const { scope } = languageModelLoss(of, { batch: 2, mode: "inference" });
  const draw = random(5);
  return Object.fromEntries(
    scope.parameters.map(({ name, tensor }) => {
      const centre = name.endsWith("gain") ? 1 : 0.2;
      return [
        name,
        draw
          .stream(name)
          .normal(tensor.size)
          .map((value) => centre + 0.4 * value),
      ];
    }),
  );
}

const doubles = (weights: Parameters) =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, Float64Array.from(values)]));

/** A scope that hands out the given values in double precision. */
function doubleScope(weights: Record<string, Float64Array>, path = ""): Scope {
  const full = (name: string) => (path === "" ? name : `${path}/${name}`);
  return {
    path,
    mode: "inference",
    parameter: (name: string, shape: number[]) => constant(weights[full(name)], { shape, dtype: "float64" }),
    scope: (name: string) => doubleScope(weights, full(name)),
  } as unknown as Scope;
}

const outputs = async (of: Record<string, Tensor>, weights: Parameters = {}, feeds = {}) => {
  const evaluator = await openEvaluator(of);
  const values = await evaluator.run(weights, feeds);
  await evaluator.release();
  return values;
};
const numbers = ({ data }: { data: ArrayLike<number | bigint> }) => Array.from(data, Number);
const furthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at])));

/** Logits of a model in single and in double precision. */
async function logitsOf(of: LanguageModel, weights: Parameters) {
  const { logits } = languageModelLoss(of, { batch: 2, mode: "inference" });
  return numbers((await outputs({ logits }, weights, { tokens })).logits);
}
async function doubleLogits(of: LanguageModel, weights: Record<string, Float64Array>) {
  const { logits } = languageModel(doubleScope(weights), input("tokens", [2, 8], "int32"), of);
  return numbers(await evaluate(logits, { tokens }));
}

describe("the three norms", () => {
  const x = constant([1, 2, 4, 9]);
  test("agree on the worked example: 1, 2, 4, 9", async () => {
    const values = await outputs({
      centred: recentred(x),
      ln: layerNormalization(x).output,
      rms: rms(recentred(x)),
      crms: crms(compressed(recentred(x))),
      last: restored(crms(compressed(recentred(x)))),
      plain: rms(x),
    });
    const expected = [-0.9733, -0.6489, 0, 1.6222];
    expect(values.centred).toBeCloseToTensor([-3, -2, 0, 5]);
    expect(values.ln).toBeCloseToTensor(expected, { absolute: 5e-5 });
    expect(values.rms).toBeCloseToTensor(expected, { absolute: 5e-5 });
    expect(values.crms).toBeCloseToTensor(expected.slice(0, 3), { absolute: 5e-5 });
    expect(values.last).toBeCloseToTensor(expected, { absolute: 5e-5 });
    expect(values.plain).toBeCloseToTensor([0.198, 0.3961, 0.7921, 1.7823], { absolute: 5e-5 });
  });

  test("use the same epsilon: they agree on vectors so small that it decides", async () => {
    const tiny = constant([1e-3, 2e-3, 4e-3, 9e-3]);
    const values = await outputs(
      {
        ln: layerNorm(new Scope(), tiny),
        rms: rms(recentred(tiny)),
        crms: restored(crms(compressed(recentred(tiny)))),
      },
      { gain: new Float32Array(4).fill(1), bias: new Float32Array(4) },
    );
    expect(values.rms).toBeCloseToTensor(values.ln);
    expect(values.crms).toBeCloseToTensor(values.ln);
    expect(Math.abs(numbers(values.ln)[0])).toBeLessThan(0.7); // 0.97 without epsilon
  });

  test("have the gradients of central differences", async () => {
    await checkGradient((x) => rms(x), [[2, 3, 5]]);
    await checkGradient((u) => crms(u), [[2, 3, 5]]);
    await checkGradient((x) => restored(compressed(recentred(x))), [[2, 4]]);
  });
});

test("a vector with mean zero survives the loss of its last number", async () => {
  const x = constant(random(1).stream("x").normal(60), { shape: [6, 10] });
  const { back, whole, narrow } = await outputs({
    whole: recentred(x),
    narrow: compressed(recentred(x)),
    back: restored(compressed(recentred(x))),
  });
  expect(narrow.shape).toEqual([6, 9]);
  expect(back).toBeCloseToTensor(whole, { absolute: 1e-6 });
});

describe("a converted model", () => {
  const weights = anyWeights(model);
  const exact = doubles(weights);

  test("computes the same logits in double precision, to the last digits", async () => {
    const ln = await doubleLogits(model, exact);
    const inRms = toPreRms(exact, model);
    expect(Math.max(...ln.map(Math.abs))).toBeGreaterThan(1);
    expect(furthest(await doubleLogits(preRms(model), inRms), ln)).toBeLessThan(1e-12);
    expect(furthest(await doubleLogits(preCrms(model), toPreCrms(inRms, model)), ln)).toBeLessThan(1e-12);
  });

  test("computes the same logits in single precision, to its rounding", async () => {
    const ln = await logitsOf(model, weights);
    const inRms = toPreRms(weights, model);
    const largest = Math.max(...ln.map(Math.abs));
    for (const found of [
      await logitsOf(preRms(model), inRms),
      await logitsOf(preCrms(model), toPreCrms(inRms, model)),
    ]) {
      expect(furthest(found, ln)).toBeLessThan(2e-4);
      expect(furthest(found, ln) / largest).toBeLessThan(1e-5);
    }
  });

  test("computes something else when the norm is exchanged without recentring", async () => {
    const ln = await doubleLogits(model, exact);
    const careless = { ...toPreRms(exact, model) };
    for (const name of Object.keys(careless))
      if (name === "embedding" || name === "positions" || name.includes("output/") || name.includes("out/"))
        careless[name] = exact[name];
    expect(furthest(await doubleLogits(preRms(model), careless), ln)).toBeGreaterThan(0.5);
  });

  test("has a stream with mean zero at every depth", async () => {
    const { streams } = languageModelLoss(preRms(model), { batch: 2, mode: "inference" });
    const drift = streams.map((x) => x.mean(-1).abs().div(x.square().mean(-1).sqrt()).max());
    const found = await outputs(
      Object.fromEntries(drift.map((value, at) => [`stream ${at}`, value])),
      toPreRms(weights, model),
      {
        tokens,
      },
    );
    expect(Object.keys(found)).toHaveLength(model.depth + 1);
    for (const value of Object.values(found)) expect(numbers(value)[0]).toBeLessThan(1e-5);
  });

  test("is narrower by one channel in the stream, and nowhere else", () => {
    const { scope, streams, logits } = languageModelLoss(preCrms(model), { batch: 2, mode: "inference" });
    expect(streams.map(({ shape }) => shape.at(-1))).toEqual([15, 15, 15, 15]);
    expect(logits.shape).toEqual([2, 8, 11]);
    const shapes = Object.fromEntries(scope.parameters.map(({ name, shape }) => [name, shape]));
    expect(shapes["block 1/attention/query/weight"]).toEqual([15, 16]);
    expect(shapes["block 1/feed-forward/in/weight"]).toEqual([15, 64]);
    expect(shapes["block 1/feed-forward/out/bias"]).toEqual([15]);
    const converted = toPreCrms(toPreRms(weights, model), model);
    expect(Object.keys(converted).sort()).toEqual(Object.keys(shapes).sort());
    for (const [name, shape] of Object.entries(shapes))
      expect(converted[name]).toHaveLength(shape.reduce((a, b) => a * b));
  });

  test("stays what it is when converted again", () => {
    const once = toPreRms(exact, model);
    const twice = toPreRms(once, model);
    expect(Object.keys(twice).sort()).toEqual(Object.keys(once).sort());
    for (const [name, values] of Object.entries(once))
      expect(furthest(Array.from(twice[name]), Array.from(values)), name).toBeLessThan(1e-15);
  });

  test("may come from a model whose head is its embedding: the head takes the matrix as it was", async () => {
    const tied = { ...model, tied: true };
    const from = doubles(anyWeights(tied));
    const ln = await doubleLogits(tied, from);
    const inRms = toPreRms(from, tied);
    expect(furthest(await doubleLogits(preRms(tied), inRms), ln)).toBeLessThan(1e-12);
    expect(furthest(await doubleLogits(preCrms(tied), toPreCrms(inRms, tied)), ln)).toBeLessThan(1e-12);
  });

  test("does not change what it was made from, and needs all of it", () => {
    const before = structuredClone(weights);
    toPreCrms(toPreRms(weights, model), model);
    expect(weights).toEqual(before);
    const { positions: _, ...rest } = weights;
    expect(() => toPreRms(rest, model)).toThrow('no weights for "positions"');
  });
});

describe("the theory, in the layer norm model itself", () => {
  test("what writes to the stream has gradients with mean zero over the stream's channels", async () => {
    const { scope, loss } = languageModelLoss(model, { batch: 2, mode: "training" });
    const writes = scope.parameters.filter(
      ({ name }) => name === "embedding" || name === "positions" || /\/(output|out)\//.test(name),
    );
    expect(writes).toHaveLength(2 + 4 * model.depth);
    const partials = gradient(
      loss,
      writes.map(({ tensor }) => tensor),
    );
    const found = await outputs(
      Object.fromEntries(
        partials.flatMap((slope, at) => [
          [`mean of ${writes[at].name}`, slope.mean(-1).abs().max()],
          [`size of ${writes[at].name}`, slope.square().mean().sqrt()],
        ]),
      ),
      anyWeights(model),
      { tokens, targets },
    );
    for (const { name } of writes)
      expect(numbers(found[`mean of ${name}`])[0], name).toBeLessThan(
        1e-5 * numbers(found[`size of ${name}`])[0] + 1e-9,
      );
  });

  test("the recentred form has the same loss and the same gradients, tied or not", async () => {
    for (const tied of [false, true]) {
      const weights = anyWeights({ ...model, tied });
      const slopesOf = async (of: LanguageModel) => {
        const { scope, loss } = languageModelLoss(of, { batch: 2, mode: "training" });
        const partials = gradient(
          loss,
          scope.parameters.map(({ tensor }) => tensor),
        );
        const named = Object.fromEntries(partials.map((slope, at) => [`d ${scope.parameters[at].name}`, slope]));
        return outputs({ loss, ...named }, weights, { tokens, targets });
      };
      const ln = await slopesOf({ ...model, tied });
      const ours = await slopesOf(trainable({ ...model, tied }));
      expect(Object.keys(ours)).toEqual(Object.keys(ln));
      for (const [name, value] of Object.entries(ln))
        expect(furthest(numbers(ours[name]), numbers(value)), name).toBeLessThan(2e-6);
    }
  });
});

describe("training the recentred form", () => {
  test("follows the layer norm model step by step, weight decay included", async () => {
    const text = await mobyDickCharacters();
    const lossesOf = async (of: LanguageModel) => {
      const run = await openLanguageModel({
        model: { ...of, vocabulary: text.vocabulary.size },
        text,
        batch: 4,
        steps: 20,
        seed: 1,
        optimizer: adamW({ betas: [0.9, 0.95], weightDecay: 0.1 }),
        learningRate: () => 2e-3,
        maxGradNorm: 1,
      });
      const losses: number[] = [];
      for await (const { loss } of run.train()) losses.push(loss);
      await run.release();
      return losses;
    };
    const ln = await lossesOf(model);
    expect(ln).toHaveLength(20);
    expect(furthest(await lossesOf(trainable({ ...model, vocabulary: text.vocabulary.size })), ln)).toBeLessThan(1e-4);
  });

  test("starts from the same parameters, by name and value", () => {
    const start = (of: LanguageModel) => initialize(languageModelLoss(of, { batch: 2, mode: "training" }).scope, 3);
    expect(start(trainable(model))).toEqual(start(model));
  });
});

test("a converted model leaves with its weights inside", async () => {
  const weights = toPreRms(anyWeights(model), model);
  const { logits } = languageModelLoss(preRms(model), { batch: 2, mode: "inference" });
  const session = await open(compile({ outputs: { logits } }), { parameters: weights });
  const inside = numbers((await session.run({ tokens })).logits);
  await session.release();
  expect(furthest(inside, await logitsOf(preRms(model), weights))).toBeLessThan(1e-4);
});
