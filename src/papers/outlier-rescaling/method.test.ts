import { describe, expect, test } from "vitest";
import { constant, initialize, input, random, Scope, type Parameters, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { attentionVariants } from "#lab/nn/language-model/attention-variants";
import { noNorm, rmsNorm } from "#lab/nn/norms";
import { languageModelLoss, selfAttention, type LanguageModel, type Norm } from "#lab/training/language-model/index";
import {
  clippedPreNorm,
  gateActivations,
  gated,
  gatedNorm,
  lowRankGate,
  preAffine,
  rescaleBound,
  type GateOptions,
} from "./method.ts";

registerMatchers(expect);

/** A norm of rows, with parameters that are given or else those of seed 1. */
async function apply(norm: Norm, x: Tensor, given: Parameters = {}): Promise<Float32Array> {
  const scope = new Scope({ mode: "inference" });
  const evaluator = await openEvaluator({ y: norm(scope, x) });
  const { y } = await evaluator.run({ ...initialize(scope, 1), ...given });
  await evaluator.release();
  return y.data as Float32Array;
}

const rows = constant(random(3).stream("rows").normal(48), { shape: [4, 12] });

describe("the token (3, 4) by hand", () => {
  const token = constant([[3, 4]]);

  test("leaves RMSNorm as (0.848528, 1.131371)", async () => {
    expect(await apply(rmsNorm, token)).toBeCloseToTensor([0.848528, 1.131371]);
  });
  test("has the gate (0.439521, 0.484810) and leaves GatedNorm as (0.372946, 0.548500)", async () => {
    const maps = { down: Float32Array.of(1, -1), up: Float32Array.of(2, 0.5) };
    const y = constant([[0.848528, 1.131371]]);
    const opened = await apply((at, y) => lowRankGate(at, y, { rank: 1 }).div(y), y, maps);
    expect(opened).toBeCloseToTensor([0.439521, 0.48481]);
    const given = { "gate/down": maps.down, "gate/up": maps.up };
    expect(await apply(gatedNorm({ rank: 1 }), token, given)).toBeCloseToTensor([0.372946, 0.5485]);
  });
  test("leaves PreAffine with the vector (1, 4) as (0.260623, 1.389991)", async () => {
    expect(await apply(preAffine, token, { lambda: Float32Array.of(1, 4) })).toBeCloseToTensor([0.260623, 1.389991]);
  });
});

describe("PreAffine", () => {
  test.each([1, 0.25, 30])("with the same number %d everywhere is RMSNorm", async (c) => {
    const lambda = new Float32Array(12).fill(c);
    expect(await apply(preAffine, rows, { lambda })).toBeCloseToTensor(await apply(rmsNorm, rows), {
      absolute: 2e-5,
      relative: 2e-5,
    });
  });
  test("starts as RMSNorm, bit by bit", async () => {
    expect(await apply(preAffine, rows)).toEqual(await apply(rmsNorm, rows));
  });
  test("is no other gain: multiplied into it, the vector gives something else", async () => {
    const lambda = Float32Array.from({ length: 12 }, (_, at) => (at === 5 ? 7 : 1));
    const [own, folded] = [await apply(preAffine, rows, { lambda }), await apply(rmsNorm, rows, { gain: lambda })];
    expect(Math.max(...own.map((value, at) => Math.abs(value - folded[at])))).toBeGreaterThan(1);
  });
});

describe("GatedNorm", () => {
  const closed = { "gate/up": new Float32Array(16 * 12) };
  test("whose second map is zero is half of RMSNorm, and RMSNorm itself with a scale of 2", async () => {
    const plain = await apply(rmsNorm, rows);
    expect(await apply(gatedNorm(), rows, closed)).toBeCloseToTensor(plain.map((value) => value / 2));
    expect(await apply(gatedNorm({ gateScale: 2 }), rows, closed)).toBeCloseToTensor(plain);
  });
  test("is not a map of its input alone: the gate sees what the norm puts out, whatever the input's size", async () => {
    const wide: GateOptions = { std: 1 };
    const larger = await apply(gatedNorm(wide), rows.mul(50));
    expect(larger).toBeCloseToTensor(await apply(gatedNorm(wide), rows), { absolute: 1e-4, relative: 1e-4 });
  });
  test("adds 2 d r weights: with 57 norms of width 2048 and rank 16 3.74 million, 0.19 % of 2 billion", () => {
    const scope = new Scope();
    gatedNorm()(scope, input("x", [1, 2048]));
    const own = scope.parameters.filter(({ name }) => name.startsWith("gate/"));
    expect(own.map(({ shape }) => shape)).toEqual([
      [2048, 16],
      [16, 2048],
    ]);
    const all = 57 * own.reduce((sum, { tensor }) => sum + tensor.size, 0);
    expect(all / 1e6).toBeCloseTo(3.74, 2);
    expect((100 * all) / 2e9).toBeCloseTo(0.19, 2);
  });
  test.each(["sigmoid", "tanh", "silu", "none"] as const)("with %s has the gradient of finite differences", (name) =>
    checkGradient(
      (y, down, up) => gated(y, y.matmul(down).silu().matmul(up), name),
      [
        [3, 4],
        [4, 2],
        [2, 4],
      ],
    ),
  );
  test("has a gate per entry with a sigmoid unless said otherwise", async () => {
    const options: GateOptions = { std: 1 };
    const of = (more: GateOptions) => apply(gatedNorm({ ...options, ...more }), rows);
    const plain = await of({});
    expect(await of({ form: "elementwise", activation: "sigmoid", rank: 16, gateScale: 1 })).toEqual(plain);
    for (const activation of ["tanh", "silu", "none"] as const) expect(await of({ activation })).not.toEqual(plain);
    expect(Object.keys(gateActivations)).toEqual(["sigmoid", "tanh", "silu", "none"]);
    const single = await of({ form: "tensorwise" });
    const norm = await apply(rmsNorm, rows);
    // One number for all entries of a token.
    const gates = single.map((value, at) => value / norm[at]);
    for (let at = 0; at < 48; at++) expect(gates[at]).toBeCloseTo(gates[at - (at % 12)], 4);
  });
});

describe("an outlier in front of RMSNorm", () => {
  const gain = Float32Array.of(0.01, 1, 1, 1);
  test("shrinks what comes out as stated", async () => {
    const tokens = constant([0, 1, 3, 10, 30, 100].map((outlier) => [outlier, 1, 1, 1]));
    const y = await apply((at, x) => rmsNorm(at, x).square().mean(-1).sqrt(), tokens, { gain });
    expect(y).toBeCloseToTensor([1, 0.86604, 0.50007, 0.17095, 0.058497, 0.019997], { absolute: 1e-5, relative: 1e-4 });
  });
  test("meets the bound with equality where all other gains are the largest", () => {
    expect(rescaleBound(10 / Math.sqrt(103), 0.01, 1)).toBeCloseTo(0.17095, 5);
    expect(rescaleBound(0, 0.01, 3)).toBe(3);
    expect(rescaleBound(1, 0.5, 1)).toBe(0.5);
  });
});

const small: LanguageModel = { vocabulary: 9, context: 5, depth: 2, width: 8, heads: 2, norm: rmsNorm, std: 0.6 };
const tokens = Int32Array.of(1, 2, 3, 4, 5);

test("a clip holds every state after a sum, lets those through that are below it, and has no gradient where it cuts", async () => {
  const states = (limit: number) => {
    const model = { ...small, placement: clippedPreNorm(limit) };
    const { scope, streams } = languageModelLoss(model, { batch: 1, mode: "inference" });
    return { scope, last: streams[2] };
  };
  const of = async (limit: number) => {
    const { scope, last } = states(limit);
    const evaluator = await openEvaluator({ last });
    const { data } = (await evaluator.run(initialize(scope, 1), { tokens })).last;
    await evaluator.release();
    return Array.from(data, Number);
  };
  const free = await of(Infinity);
  expect(Math.max(...free.map(Math.abs))).toBeGreaterThan(0.8);
  expect(Math.max(...(await of(0.5)).map(Math.abs))).toBeCloseTo(0.5, 6);
  expect(await of(1000)).toEqual(free);
  await checkGradient(
    (x) => clippedPreNorm(1)(new Scope(), x, (y) => y.mul(0), noNorm, { block: 1, depth: 1, sublayer: "attention" }),
    [{ shape: [4], values: [-3, -0.4, 0.7, 2] }],
  );
});

test("attention whose output gate is wide open is attention without it", async () => {
  const model = (gate: boolean): LanguageModel => ({
    ...small,
    attention: selfAttention(gate ? attentionVariants.gated : {}),
  });
  const logits = async (gate: boolean) => {
    const { scope, logits } = languageModelLoss(model(gate), { batch: 1, mode: "inference" });
    const weights = { ...initialize(scope, 1) };
    for (const name of Object.keys(weights))
      if (name.endsWith("attention/gate/weight")) weights[name] = new Float32Array(weights[name].length);
      else if (name.endsWith("attention/gate/bias")) weights[name] = new Float32Array(weights[name].length).fill(40);
    const evaluator = await openEvaluator({ logits });
    const out = (await evaluator.run(weights, { tokens })).logits;
    await evaluator.release();
    return out;
  };
  expect(await logits(true)).toBeCloseToTensor(await logits(false), { absolute: 1e-6, relative: 1e-6 });
});
