import { expect, test } from "vitest";
import { gradient, initialize, input, ones, Scope, type Tensor } from "#engine";
import { registerMatchers } from "#engine/testing";
import { randomWindows } from "#lab/datasets/batches";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { languageModelLoss, modelOf } from "#lab/training/language-model/index";
import { batchNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { powerNormV } from "../method.ts";
import { openReplay, throughBatchNorm, throughPowerNormV } from "./replay.ts";

registerMatchers(expect);

test("the norms that are replayed are those that are trained", async () => {
  const [at, x] = [new Scope(), input("x", [5, 3])];
  const gain = at.parameter("gain", [3], ones);
  const slope = (y: Tensor) => gradient(y.mul(x.sin()).sum(), [x])[0];
  const evaluator = await openEvaluator({
    ours: slope(throughBatchNorm(x, gain)),
    theirs: slope(batchNorm(at, x)),
    oursV: slope(throughPowerNormV(x, gain)),
    theirsV: slope(powerNormV(at, x)),
  });
  const values = await evaluator.run(initialize(at, 1), {
    x: Float32Array.from({ length: 15 }, (_, i) => Math.sin(i) + 1),
  });
  expect(values.ours).toBeCloseToTensor(values.theirs);
  expect(values.oursV).toBeCloseToTensor(values.theirsV);
});

test("gives one ratio for each norm of the model, the final one included", async () => {
  const text = await mobyDickCharacters();
  const shape = { depth: 2, width: 16, heads: 2, context: 8, batch: 4 };
  const arm = { name: "BN", norm: batchNorm, learningRate: 1e-3 };
  const { scope } = languageModelLoss(modelOf(arm, { text, shape }), { batch: 4, mode: "training" });
  const replay = await openReplay(arm, { text, shape }, { device: "cpu", threads: 1 });
  const ratios = await replay.ratios(initialize(scope, 1), randomWindows(text.train, 1, 0, { batch: 4, length: 8 }));
  await replay.release();
  expect(ratios).toHaveLength(5);
  for (const ratio of ratios) expect(ratio).toBeGreaterThan(0);
});
