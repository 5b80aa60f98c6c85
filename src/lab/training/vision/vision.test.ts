import { describe, expect, test } from "vitest";
import { adam, constantRate, initialize, input, Scope } from "#engine";
import { mnist } from "../../datasets/mnist.ts";
import { batchNorm, layerNorm, noNorm } from "../../nn/norms.ts";
import { classifier, classifierLoss, openClassifier, type Classifier } from "./index.ts";

const model = (norm: Classifier["norm"]): Classifier => ({ sizes: [784, 32, 32, 10], norm });
const data = await mnist();

const open = (norm: Classifier["norm"], { batch = 64, steps = 60 } = {}) =>
  openClassifier({
    model: model(norm),
    data,
    batch,
    steps,
    seed: 1,
    optimizer: adam(),
    learningRate: constantRate(3e-3),
    threads: 1,
  });

describe("the digit classifier", () => {
  test("normalizes hidden layers and never the logits", () => {
    const scope = new Scope();
    const logits = classifier(scope, input("images", [2, 784]), model(layerNorm));
    expect(logits.shape).toEqual([2, 10]);
    expect(scope.parameters.map(({ name }) => name).filter((name) => name.includes("norm"))).toEqual([
      "layer 1/norm/gain",
      "layer 1/norm/bias",
      "layer 2/norm/gain",
      "layer 2/norm/bias",
    ]);
  });

  test("starts from the same weights whatever its norm", () => {
    const weightsOf = (norm: Classifier["norm"]) => {
      const { scope } = classifierLoss(model(norm), { batch: 2, mode: "training" });
      return initialize(scope, 1)["layer 2/weight"];
    };
    expect(weightsOf(batchNorm)).toEqual(weightsOf(noNorm));
  });

  test.each([
    ["no norm", noNorm],
    ["batch norm", batchNorm],
    ["layer norm", layerNorm],
  ])("learns most digits in sixty steps with %s", async (_, norm) => {
    const run = await open(norm);
    const before = await run.test();
    for await (const { diverged } of run.train()) expect(diverged).toBeNull();
    const after = await run.test();
    await run.release();
    expect(before.accuracy).toBeLessThan(0.3);
    expect(after.accuracy).toBeGreaterThan(0.8);
    expect(after.nats).toBeLessThan(0.7);
  });

  test("tests batch norm with running statistics, and layer norm alike in both modes", async () => {
    const gap = async (norm: Classifier["norm"]) => {
      const run = await open(norm, { steps: 5 });
      for await (const step of run.train()) expect(step.diverged).toBeNull();
      const [training, inference] = [await run.test("training"), await run.test("inference")];
      await run.release();
      return Math.abs(training.nats - inference.nats);
    };
    expect(await gap(layerNorm)).toBe(0);
    expect(await gap(batchNorm)).toBeGreaterThan(0.1);
  });
});
