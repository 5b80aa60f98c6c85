/** Training and the two conversions against a layer norm model in torch: model.py made model.json. */
import { expect, test } from "vitest";
import { gradient, type Parameters, type Tensor, type Values } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { layerNorm } from "#lab/nn/norms";
import { asFloats } from "#lab/nn/testing/norm-bench";
import { languageModelLoss, type LanguageModel } from "#lab/training/language-model/index";
import { preCrms, preRms, toPreCrms, toPreRms, trainable } from "../method.ts";
import golden from "./model.json";

registerMatchers(expect);

const model: LanguageModel = { ...golden.size, norm: layerNorm };
const weights = asFloats(golden.weights) as Record<string, Float32Array>;
const [tokens, targets] = [Int32Array.from(golden.tokens), Int32Array.from(golden.targets)];

async function valuesOf(outputs: Record<string, Tensor>, parameters: Parameters, fed: Values) {
  const evaluator = await openEvaluator(outputs);
  const values = await evaluator.run(parameters, fed);
  await evaluator.release();
  return values;
}

test("the recentred form has the loss and the gradients of torch's layer norm model", async () => {
  const { scope, loss } = languageModelLoss(trainable(model), { batch: 2, mode: "training" });
  const watched = scope.parameters.filter(({ name }) => name in golden.gradients);
  const slopes = gradient(
    loss,
    watched.map(({ tensor }) => tensor),
  );
  const named = Object.fromEntries(watched.map(({ name }, at) => [`d ${name}`, slopes[at]]));
  const { loss: found, ...gradients } = await valuesOf({ loss, ...named }, weights, { tokens, targets });
  expect(found).toBeCloseToTensor([golden.loss], { absolute: 1e-5 });
  expect(watched).toHaveLength(Object.keys(golden.gradients).length);
  for (const [name, values] of Object.entries(golden.gradients))
    expect(gradients[`d ${name}`], name).toBeCloseToTensor(values, { absolute: 1e-5 });
});

test.each([
  ["Pre-RMSNorm", preRms(model), toPreRms(weights, model)],
  ["Pre-CRMSNorm", preCrms(model), toPreCrms(toPreRms(weights, model), model)],
])("%s has the logits of torch's layer norm model after conversion", async (_, converted, parameters) => {
  const { logits } = languageModelLoss(converted, { batch: 2, mode: "inference" });
  expect((await valuesOf({ logits }, parameters, { tokens })).logits).toBeCloseToTensor(golden.logits, {
    absolute: 2e-5,
  });
});
