import { describe, expect, test } from "vitest";
import { compile, gradient, initialize, open, random, type Parameters } from "#engine";
import { registerMatchers } from "#engine/testing";
import { characters } from "#lab/datasets/characters";
import { openStreamProfiler } from "#lab/measure/depth-profile";
import { depthArm, startingStd, type DepthArmName } from "#lab/training/depth/index";
import { languageModelLoss, modelOf } from "#lab/training/language-model/index";
import { depthFactor, expectedUpdate, expectedVariance, foldScaling, normalized, scaledTower } from "./method.ts";

registerMatchers(expect);

const codes = Int32Array.from({ length: 4000 }, (_, at) => (at * at + 3 * at) % 81);
const text = {
  vocabulary: characters(Array.from({ length: 81 }, (_, at) => String.fromCodePoint(0x100 + at)).join("")),
  train: codes,
  validation: codes,
};
const small = { depth: 3, width: 12, heads: 2, context: 6, batch: 2 };
const tokens = codes.slice(0, 12);
const targets = codes.slice(1, 13);

const gains = [1, 2, 3].flatMap((block) =>
  ["attention", "feed-forward"].map((sublayer) => `block ${block}/${sublayer}/norm/gain`),
);

/** Loss, and its gradient by some parameters, at given weights or the first ones. */
async function lossOf(name: DepthArmName, by: readonly string[], weights?: Parameters) {
  const model = modelOf(depthArm(name, small), { text, shape: small });
  const { scope, loss } = languageModelLoss(model, { batch: 2, mode: "inference" });
  const tensors = by.map((name) => scope.parameters.find((spec) => spec.name === name)!.tensor);
  const outputs = Object.fromEntries(gradient(loss, tensors).map((partial, at) => [`by ${by[at]}`, partial]));
  const session = await open(compile({ outputs: { loss, ...outputs } }), { threads: 1 });
  const start = weights ?? initialize(scope, 1);
  const at = async (weights: Parameters) => {
    const found = await session.run({ ...weights, tokens, targets });
    const gradients = by.map((name) => found[`by ${name}`].data as Float32Array);
    return { loss: Number(found.loss.data[0]), gradients };
  };
  return { start, at, release: () => session.release() };
}

describe("the scaled model", () => {
  test("has the factors 1, 0.70711, 0.57735, 0.5, 0.44721", () => {
    expect([1, 2, 3, 4, 5].map((block) => depthFactor(block))).toBeCloseToTensor([1, 0.70711, 0.57735, 0.5, 0.44721]);
    expect(depthFactor(7, 0)).toBe(1);
  });

  test("is Pre-LN with folded gains: the same loss, and a gain's gradient times 1/sqrt(l)", async () => {
    const scaled = await lossOf("LayerNorm Scaling", gains);
    const weights = foldScaling(scaled.start);
    const folded = await lossOf("Pre-LN", gains, weights);
    const [found, expected] = [await scaled.at(scaled.start), await folded.at(weights)];
    expect(found.loss).toBeCloseTo(expected.loss, 5);
    for (const [at, name] of gains.entries()) {
      const factor = depthFactor(Number(/\d+/.exec(name)![0]));
      const partial = expected.gradients[at].map((value) => factor * value);
      expect(found.gradients[at], name).toBeCloseToTensor(partial, { absolute: 1e-6, relative: 1e-3 });
    }
    expect(weights["final norm/gain"]).toBe(scaled.start["final norm/gain"]);
    await scaled.release();
    await folded.release();
  });

  test("has the gradients of finite differences", async () => {
    const names = ["block 2/attention/norm/gain", "block 3/feed-forward/norm/gain", "block 3/attention/value/weight"];
    const { start, at, release } = await lossOf("LayerNorm Scaling", names);
    const { gradients } = await at(start);
    for (const [index, name] of names.entries()) {
      const size = Math.sqrt(gradients[index].reduce((sum, value) => sum + value ** 2, 0));
      const step = 0.1;
      const moved = (by: number) => start[name].map((value, entry) => value + (by * gradients[index][entry]) / size);
      const [up, down] = [await at({ ...start, [name]: moved(step) }), await at({ ...start, [name]: moved(-step) })];
      expect((up.loss - down.loss) / (2 * step) / size, name).toBeCloseTo(1, 1);
    }
    await release();
  });
});

describe("the variance", () => {
  test("of branches of variance 1 is 25, 49, 97, 193 under Pre-LN and 7.2064, 8.5519, 9.9176, 11.2935 when scaled", () => {
    const depths = [12, 24, 48, 96];
    expect(depths.map((depth) => expectedVariance(depth, 0))).toEqual([25, 49, 97, 193]);
    expect(depths.map((depth) => expectedVariance(depth, 1 / 2))).toBeCloseToTensor([7.2064, 8.5519, 9.9176, 11.2935], {
      absolute: 5e-5,
    });
    expect(expectedUpdate(24, 0)).toBeCloseTo(0.202, 3);
    expect(expectedUpdate(24, 1 / 2)).toBeCloseTo(0.0987, 4);
  });

  test("of a tower of random branches is that, as a mean over draws", () => {
    const [width, depth, draws] = [32, 12, 20];
    const stream = random(3).stream("towers");
    const branch = () => {
      // A rotation would do; a Gaussian matrix keeps the mean square on average.
      const rows = Array.from({ length: width }, () => stream.normal(width));
      return (x: Float64Array) =>
        Float64Array.from(rows, (row) => x.reduce((sum, value, at) => sum + row[at] * value, 0) / Math.sqrt(width));
    };
    const of = (exponent: number) => {
      let sum = 0;
      for (let draw = 0; draw < draws; draw++) {
        const blocks = Array.from({ length: depth }, () => [branch(), branch()]);
        const end = scaledTower(normalized(Float64Array.from(stream.normal(width))), blocks, exponent).at(-1)!;
        sum += end.reduce((total, value) => total + value ** 2, 0) / width / draws;
      }
      return sum;
    };
    expect(of(0) / expectedVariance(depth, 0)).toBeCloseTo(1, 0);
    expect(of(1 / 2) / expectedVariance(depth, 1 / 2)).toBeCloseTo(1, 0);
  });

  test("of a language model of 24 blocks before training is that of another program, within a factor of two", async () => {
    const shape = { depth: 24, width: 48, heads: 4, context: 24, batch: 1 };
    const oracle = {
      "Pre-LN": { 0.07: 1.32, 0.144: 32.8, 0.2: 209 },
      "LayerNorm Scaling": { 0.07: 0.135, 0.144: 2.77, 0.2: 14.6 },
      "Pre-LN, scaled init": { 0.07: 0.025 },
    } as const;
    for (const [name, byStd] of Object.entries(oracle)) {
      const arm = depthArm(name as DepthArmName, shape);
      const profiler = await openStreamProfiler({ device: "cpu", threads: 1 }, arm, { text, shape });
      const start = initialize(profiler.scope, 1);
      for (const [std, expected] of Object.entries(byStd)) {
        // Every matrix is drawn with the same deviation, so that another one is a factor.
        const factor = Number(std) / startingStd(48);
        const weights = Object.fromEntries(
          Object.entries(start).map(([at, values]) => [at, values.map((w) => (at.endsWith("gain") ? w : w * factor))]),
        );
        const { variance } = await profiler.of(weights);
        expect(Math.abs(Math.log2(variance[24] / expected)), `${name} at ${std}`).toBeLessThan(1);
      }
      await profiler.release();
    }
  });
});
