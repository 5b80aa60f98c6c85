import { describe, expect, test } from "vitest";
import { constant, createTrainer, evaluate, initialize, input, Scope, sgd } from "#engine";
import { registerMatchers } from "#engine/testing";
import { batchNorm, dynamicTanh, noNorm, rmsNorm, rmsScale } from "./norms.ts";
import { openEvaluator } from "../measure/evaluator.ts";

registerMatchers(expect);

const fresh = { gain: Float32Array.of(1, 1), bias: Float32Array.of(0, 0) };

describe("batch norm", () => {
  const rows = Float32Array.of(1, 10, 2, 30, 3, 20, 6, 20);
  test("normalizes each channel over the batch while training", async () => {
    const scope = new Scope({ mode: "training" });
    const evaluator = await openEvaluator({ y: batchNorm(scope, input("x", [4, 2]), { eps: 0 }) });
    const { y } = await evaluator.run(fresh, { x: rows });
    await evaluator.release();
    // Channel 0: mean 3, variance 3.5; channel 1: mean 20, variance 50.
    const first = [-2, -1, 0, 3].map((d) => d / Math.sqrt(3.5));
    const second = [-10, 10, 0, 0].map((d) => d / Math.sqrt(50));
    expect(y).toBeCloseToTensor(first.flatMap((value, row) => [value, second[row]]));
  });
  test("keeps running statistics as PyTorch does: a tenth of the batch's, the variance unbiased", async () => {
    const scope = new Scope({ mode: "training" });
    const loss = batchNorm(scope, input("x", [4, 2])).mean();
    const trainer = await createTrainer({ scope, loss, optimizer: sgd({ learningRate: 0 }), seed: 1 });
    await trainer.step({ x: rows });
    const { "running mean": mean, "running variance": variance } = trainer.parameters();
    await trainer.release();
    expect(mean).toBeCloseToTensor([0.3, 2]);
    expect(variance).toBeCloseToTensor([0.9 + (0.1 * 14) / 3, 0.9 + (0.1 * 200) / 3]);
  });
  test("uses only the running statistics afterwards, so that one row is enough", async () => {
    const scope = new Scope({ mode: "inference" });
    const evaluator = await openEvaluator({ y: batchNorm(scope, input("x", [1, 2]), { eps: 0 }) });
    const running = { "running mean": Float32Array.of(3, 20), "running variance": Float32Array.of(4, 25) };
    const { y } = await evaluator.run({ ...fresh, ...running }, { x: Float32Array.of(5, 10) });
    await evaluator.release();
    expect(y).toBeCloseToTensor([1, -2]);
  });
  test("counts all axes but the last as the batch", async () => {
    const scope = new Scope({ mode: "training" });
    const evaluator = await openEvaluator({
      flat: batchNorm(scope, input("x", [4, 2])).reshape(8),
      deep: batchNorm(scope, input("x", [4, 2]).reshape(2, 2, 2)).reshape(8),
    });
    const { flat, deep } = await evaluator.run(fresh, { x: rows });
    await evaluator.release();
    expect(deep).toBeCloseToTensor(flat);
  });
});

test("RMS norm of 3, 4 divides by the square root of 12.5", async () => {
  const evaluator = await openEvaluator({ y: rmsNorm(new Scope(), constant([[3, 4]]), { eps: 0 }) });
  const { y } = await evaluator.run({ gain: Float32Array.of(1, 1) });
  await evaluator.release();
  expect(y).toBeCloseToTensor([[0.8485281, 1.1313708]]);
});

test("the gain of RMS norm can start elsewhere, and the scaling alone has none", async () => {
  const [x, scope] = [constant([[3, 4]]), new Scope()];
  const evaluator = await openEvaluator({
    low: rmsNorm(scope, x, { eps: 0, gain: 0.2 }),
    bare: rmsScale(x, { eps: 0 }),
  });
  const { low, bare } = await evaluator.run(initialize(scope, 1));
  await evaluator.release();
  expect(bare).toBeCloseToTensor([[0.8485281, 1.1313708]]);
  expect(low).toBeCloseToTensor([[0.2 * 0.8485281, 0.2 * 1.1313708]]);
});

test("dynamic tanh bounds each number by itself: 2 becomes tanh(0.5 * 2) at the start", async () => {
  const scope = new Scope();
  const evaluator = await openEvaluator({ y: dynamicTanh(scope, constant([[2, -200]])) });
  const { y } = await evaluator.run(initialize(scope, 1));
  await evaluator.release();
  expect(y).toBeCloseToTensor([[Math.tanh(1), -1]]);
  expect(scope.parameters.map(({ shape }) => shape)).toEqual([[1], [2], [2]]);
});

test("no norm changes nothing and owns nothing", async () => {
  const scope = new Scope();
  expect(await evaluate(noNorm(scope, constant([1, 2])))).toBeCloseToTensor([1, 2]);
  expect(scope.parameters).toEqual([]);
});
