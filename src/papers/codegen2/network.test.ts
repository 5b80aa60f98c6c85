import { expect, test } from "vitest";
import { constant, initialize, input, Scope, type Tensor } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { forward } from "#lab/measure/forward";
import { answerModel, languageModel } from "#lab/training/language-model/index";
import { layerNorm } from "#lab/nn/norms";
import { prefixMask } from "./method.ts";
import { halfRotary, network, parallelBlock, zLoss } from "./network.ts";

registerMatchers(expect);

const size = { vocabulary: 11, context: 5, depth: 2, width: 8, heads: 2 };

test("a token of the prefix is seen by those before it, one behind it is not", async () => {
  const model = network({ ...size }, constant(Int32Array.of(1, 1, 1, 0, 0), { shape: [1, 5] }));
  const scope = new Scope({ mode: "inference" });
  const { logits } = languageModel(scope, input("tokens", [1, 5], "int32"), model);
  const evaluator = await openEvaluator({ logits });
  const weights = initialize(scope, 1);
  const at = async (...tokens: number[]) => {
    const { data } = (await evaluator.run(weights, { tokens: Int32Array.from(tokens) })).logits;
    return Array.from({ length: 5 }, (_, row) => Array.from(data.subarray(row * 11, (row + 1) * 11), Number));
  };
  const [plain, inside, behind] = [await at(1, 2, 3, 4, 5), await at(1, 2, 9, 4, 5), await at(1, 2, 3, 9, 5)];
  await evaluator.release();
  for (const row of [0, 1]) expect(inside[row]).not.toEqual(plain[row]);
  for (const row of [0, 1, 2]) expect(behind[row]).toEqual(plain[row]);
  expect(behind[3]).not.toEqual(plain[3]);
});

test("with no loss in it, a uniform model loses ln V and log(V)^2 of z-loss", async () => {
  const model = answerModel(network(size), { batch: 1, mode: "inference" });
  const evaluator = await openEvaluator({ loss: model.loss, z: zLoss(model.logits, model.weights) });
  const weights = initialize(model.scope, 1);
  for (const name of ["head", "head bias"]) weights[name].fill(0);
  const found = await evaluator.run(weights, {
    tokens: Int32Array.of(1, 2, 3, 4, 5),
    targets: Int32Array.of(2, 3, 4, 5, 6),
    weights: Float32Array.of(0, 1, 1, 0, 1),
  });
  await evaluator.release();
  expect(Number(found.loss.data[0])).toBeCloseTo(Math.log(11), 5);
  expect(Number(found.z.data[0])).toBeCloseTo(1e-4 * Math.log(11) ** 2, 8);
});

test("the block reads one norm for both branches; without the feed-forward it is attention alone", async () => {
  const context = { block: 1, depth: 1, heads: 2 };
  const x = input("x", [1, 3, 4]);
  const branch = (scale: number) => (y: Tensor) => y.mul(scale);
  const found = await forward((at) => {
    const norm = layerNorm(at.scope("norm"), x);
    const both = parallelBlock(layerNorm)(at, x, { ...context, attention: branch(2), feedForward: branch(3) });
    const alone = parallelBlock(layerNorm)(at, x, { ...context, attention: branch(2), feedForward: branch(0) });
    return { both, alone, wanted: x.add(norm.mul(5)), wantedAlone: x.add(norm.mul(2)) };
  }, { weights: { x: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)) } }); // prettier-ignore
  expect(found.both).toBeCloseToTensor(found.wanted);
  expect(found.alone).toBeCloseToTensor(found.wantedAlone);
});

test("half of each head is rotated, the other left alone, and the first position is not turned", async () => {
  const x = Float32Array.from({ length: 2 * 8 }, (_, i) => i + 1);
  const { y } = await forward((at) => ({ y: halfRotary(at, constant(x, { shape: [1, 1, 2, 8] })) }));
  expect(y.slice(0, 8)).toEqual([...x.slice(0, 8)]);
  expect(y.slice(12)).toEqual([...x.slice(12)]);
  expect(y.slice(8, 12)).not.toEqual([...x.slice(8, 12)]);
});

test("attention has no biases, feed-forward and head have", () => {
  const scope = new Scope({ mode: "training" });
  languageModel(scope, input("tokens", [1, 5], "int32"), network(size));
  const biased = scope.parameters.map(({ name }) => name).filter((name) => name.endsWith("bias") && !name.includes("norm")); // prettier-ignore
  expect(biased).toEqual([1, 2].flatMap((at) => [`block ${at}/feed-forward/in/bias`, `block ${at}/feed-forward/out/bias`]).concat("head bias")); // prettier-ignore
});

test("gradients through a masked softmax agree with central differences in double precision", async () => {
  const prefixes = constant(Int32Array.of(1, 1, 0, 2, 2), { shape: [1, 5] });
  await checkGradient(
    (scores, values) => scores.add(prefixMask(prefixes).cast("float64")).softmax().matmul(values).square().sum(),
    [[1, 2, 5, 5], [1, 2, 5, 3]], // prettier-ignore
  );
});
