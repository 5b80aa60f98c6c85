import { describe, expect, test } from "vitest";
import { compile, constant, crossEntropies, evaluate, gradient, input, open, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { spearman } from "#lab/measure/statistics";
import golden from "./golden/numbers.json";
import {
  batchWeights,
  extractionStrength,
  forgetLoss,
  groupWeights,
  hardMask,
  instanceWeights,
  likelihoodWeights,
  npoLoss,
  satImp,
  simNpoLoss,
  type Exponents,
} from "./method.ts";

registerMatchers(expect);

const values = async (tensor: Tensor) => Array.from((await evaluate(tensor)).data as Float32Array);
const lossesOf = (likelihoods: readonly number[]) => constant([likelihoods.map((p) => -Math.log(p))]);
const weightsAt = (likelihoods: readonly number[], exponents: Exponents) =>
  values(likelihoodWeights(lossesOf(likelihoods), exponents));

/** A loss made of logits [batch, time, words] and its gradient, by the engine. */
async function ofLogits(
  logits: readonly number[],
  shape: readonly number[],
  targets: readonly number[],
  build: (losses: Tensor) => Tensor,
) {
  const x = input("x", shape);
  const loss = build(crossEntropies(x, constant(Int32Array.from(targets), { shape: shape.slice(0, 2) })));
  const session = await open(compile({ outputs: { loss, slope: gradient(loss, [x])[0] } }));
  const found = await session.run({ x: Float32Array.from(logits) });
  await session.release();
  return { loss: Number(found.loss.data[0]), slope: Array.from(found.slope.data as Float32Array) };
}

describe("weights by likelihood, at 0.999, 0.9, 0.5, 0.1 and 0.01", () => {
  const likelihoods = [0.999, 0.9, 0.5, 0.1, 0.01];
  const expected = (found: readonly number[], wanted: readonly number[]) => {
    for (const [at, value] of found.entries()) expect(value / wanted[at]).toBeCloseTo(1, 4);
  };
  test("saturation 5 falls with what is forgotten", async () => {
    const weights = await weightsAt(likelihoods, { saturation: 5 });
    expected(weights, [0.99501, 0.59049, 0.03125, 1e-5, 1e-10]);
    expect(spearman(weights, likelihoods)).toBe(1);
  });
  test("importance 0.1 rises with it", async () => {
    const weights = await weightsAt(likelihoods, { importance: 0.1 });
    expected(weights, [0.501187, 0.794328, 0.933033, 0.989519, 0.998995]);
    expect(spearman(weights, likelihoods)).toBe(-1);
  });
  test("SatImp is their product, largest at p = 5 / 5.1", async () => {
    expected(await weightsAt(likelihoods, satImp), [0.498686, 0.469043, 0.0291573, 9.89519e-6, 9.98995e-11]);
    const [below, top, above] = await weightsAt([0.975, 5 / 5.1, 0.985], satImp);
    expect(top).toBeGreaterThan(below);
    expect(top).toBeGreaterThan(above);
  });
  test("exponents of zero are no weights, bit for bit; a certain token has the weight 0, and one above 1 by a rounding too", async () => {
    expect(await weightsAt(likelihoods, { saturation: 0, importance: 0 })).toEqual([1, 1, 1, 1, 1]);
    expect(await weightsAt(likelihoods, {})).toEqual([1, 1, 1, 1, 1]);
    expect(await values(likelihoodWeights(constant([[0, -6e-8]]), satImp))).toEqual([0, 0]);
  });
  test("exponents can be fed", async () => {
    const [saturation, importance] = [input("saturation", []), input("importance", [])];
    const session = await open(
      compile({ outputs: { weights: likelihoodWeights(lossesOf(likelihoods), { saturation, importance }) } }),
    );
    const { weights } = await session.run({ saturation: Float32Array.of(5), importance: Float32Array.of(0.1) });
    await session.release();
    expect(weights.data).toBeCloseToTensor(await weightsAt(likelihoods, satImp));
  });
});

describe("one token with logits 2, 1, 0 whose word is the first", () => {
  const one = (build: (losses: Tensor) => Tensor) => ofLogits([2, 1, 0], [1, 1, 3], [0], build);
  const mask = constant([[1]]);
  test("has the loss and the gradient of SatImp, with no gradient through the weight", async () => {
    const { loss, slope } = await one((losses) => forgetLoss(losses, likelihoodWeights(losses, satImp), mask));
    expect(loss).toBeCloseTo(-0.0476002, 6);
    expect(slope).toBeCloseToTensor([0.0390931, -0.0285794, -0.0105138]);
    const through = await one((losses) => {
      const p = losses.neg().exp();
      return forgetLoss(losses, p.pow(5).mul(p.neg().add(1).pow(0.1)), mask);
    });
    expect(through.loss).toBeCloseTo(loss, 6);
    expect(Math.abs(through.slope[0] - slope[0])).toBeGreaterThan(0.01);
  });
  test("brakes itself: the gradient is largest at p = 5 / 6.1 and over 200 times smaller at 0.2", async () => {
    const size = async (p: number) => {
      const { slope } = await ofLogits([Math.log(p / (1 - p)), 0], [1, 1, 2], [0], (losses) =>
        forgetLoss(losses, likelihoodWeights(losses, satImp), mask),
      );
      return Math.abs(slope[0]) + Math.abs(slope[1]);
    };
    const [low, below, top, above] = [await size(0.2), await size(0.81), await size(5 / 6.1), await size(0.83)];
    expect(top).toBeGreaterThan(Math.max(below, above));
    expect(top / low).toBeGreaterThan(200);
  });
});

describe("a batch of three answers, against numpy", () => {
  const shape = [3, 7];
  const mask = constant(Float32Array.from(golden.mask), { shape });
  const losses = constant(Float32Array.from(golden.losses), { shape });
  const whole = (build: (losses: Tensor) => Tensor) => ofLogits(golden.logits, [3, 7, 5], golden.targets, build);
  const masked = async (weights: Tensor) => values(weights.mul(mask));
  test("SatImp: weights, loss and gradient; prompts and padding have none", async () => {
    expect(await masked(likelihoodWeights(losses, satImp))).toBeCloseToTensor(golden.satimp.weights);
    const { loss, slope } = await whole((losses) => forgetLoss(losses, likelihoodWeights(losses, satImp), mask));
    expect(loss).toBeCloseTo(golden.satimp.loss, 6);
    expect(slope).toBeCloseToTensor(golden.satimp.slope);
  });
  test("weights of groups, of answers and of the batch", async () => {
    const halved = { saturation: 0.5, importance: 0.1 };
    expect(await values(groupWeights(likelihoodWeights(losses, satImp), mask, 2))).toBeCloseToTensor(golden.group);
    expect(await values(instanceWeights(losses, mask, halved))).toBeCloseToTensor(golden.instance);
    expect(await values(batchWeights(losses, mask, halved))).toBeCloseToTensor(Array(21).fill(golden.batch));
  });
  test("blocks of one are the tokens themselves, and one block for all is the mean of the answer", async () => {
    const weights = likelihoodWeights(losses, satImp);
    expect(await values(groupWeights(weights, mask, 1))).toBeCloseToTensor(golden.satimp.weights);
    const means = weights.mul(mask).sum(-1).div(mask.sum(-1)).expand(shape);
    expect(await values(groupWeights(weights, mask, 10))).toBeCloseToTensor(await masked(means));
  });
  test("the hardest and the easiest tokens by their quantile", async () => {
    expect(await values(hardMask(losses, mask, 0.3, "top"))).toEqual(golden.top);
    expect(await values(hardMask(losses, mask, 0.3, "bottom"))).toEqual(golden.bottom);
  });
  test("NPO and SimNPO: losses and gradients", async () => {
    const npo = await whole((losses) => npoLoss(losses, mask, constant([2, 5, 1]), 0.1));
    expect(npo.loss).toBeCloseTo(golden.npo.loss, 4);
    expect(npo.slope).toBeCloseToTensor(golden.npo.slope);
    const simNpo = await whole((losses) => simNpoLoss(losses, mask, { beta: 5.5, gamma: 0.2 }));
    expect(simNpo.loss).toBeCloseTo(golden.simnpo.loss, 5);
    expect(simNpo.slope).toBeCloseToTensor(golden.simnpo.slope);
  });
});

test("NPO by hand: a loss of 3 that was 1 gives 11.962777 at 0.1, and weighs as 2 p^b / (p^b + p_ref^b)", async () => {
  const x = input("x", [1, 1]);
  const loss = npoLoss(x, constant([[1]]), constant([1]), 0.1);
  const session = await open(compile({ outputs: { loss, slope: gradient(loss, [x])[0] } }));
  const found = await session.run({ x: Float32Array.of(3) });
  await session.release();
  expect(Number(found.loss.data[0])).toBeCloseTo(11.962777, 4);
  const [p, reference] = [Math.exp(-3 * 0.1), Math.exp(-0.1)];
  expect(-Number(found.slope.data[0])).toBeCloseTo((2 * p) / (p + reference), 5);
  expect(-Number(found.slope.data[0])).toBeCloseTo(0.900332, 5);
});

test("gradients agree with central differences in double precision, weights held fixed", async () => {
  const mask = constant(Float64Array.of(1, 1, 0, 1), { shape: [2, 2] });
  const fixed = constant(Float64Array.of(0.3, 0.9, 0.5, 0.01), { shape: [2, 2] });
  await checkGradient((losses) => forgetLoss(losses, fixed, mask), [[2, 2]]);
  await checkGradient((losses) => npoLoss(losses, mask, constant(Float64Array.of(0.5, 1)), 0.3), [[2, 2]]);
  await checkGradient((losses) => simNpoLoss(losses, mask, { beta: 2, gamma: 0.1 }), [[2, 2]]);
});

test("extraction strength counts from the end to the first miss", () => {
  expect(extractionStrength([true, false, true, true, true])).toBe(3 / 5);
  expect(extractionStrength([1, 1, 1])).toBe(1);
  expect(extractionStrength([1, 1, 0])).toBe(0);
});
