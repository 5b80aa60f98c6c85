import { expect, test } from "vitest";
import { initialize, input, random, Scope, type Parameters } from "#engine";
import { languageModel, type LanguageModel } from "#lab/training/language-model/index";
import { rmsNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { foldBhyt, foldedBhyt } from "./fold.ts";
import { bhytBlock } from "../method.ts";

const model: LanguageModel = {
  vocabulary: 11,
  context: 6,
  depth: 2,
  width: 16,
  heads: 2,
  std: 0.3,
  norm: rmsNorm,
  block: bhytBlock({ length: 6, refresh: null }),
};
const tokens = Int32Array.of(1, 2, 3, 4, 5, 6, 10, 9, 8, 7, 6, 5);

const graphOf = (model: LanguageModel) => {
  const scope = new Scope({ mode: "inference" });
  return { scope, logits: languageModel(scope, input("tokens", [2, 6], "int32"), model).logits };
};

async function logitsOf(model: LanguageModel, weights: Parameters): Promise<Float32Array> {
  const evaluator = await openEvaluator({ logits: graphOf(model).logits });
  const { logits } = await evaluator.run(weights, { tokens });
  await evaluator.release();
  return logits.data as Float32Array;
}

test("folding moves gains, bounds and estimates out of the graph, and no logit beyond rounding", async () => {
  const weights = initialize(graphOf(model).scope, 1);
  for (const [name, values] of Object.entries(weights))
    if (/(gain|lambda|bias|\/c)$/.test(name))
      weights[name] = Float32Array.from(random(2).stream(name).uniform(values.length), (u) => 0.5 + u);
  const before = await logitsOf(model, weights);
  const after = await logitsOf(foldedBhyt(model), foldBhyt(weights, model));
  const size = Math.max(...before.map(Math.abs));
  before.forEach((value, at) => expect(Math.abs(value - after[at]) / size).toBeLessThan(1e-5));
  expect(graphOf(foldedBhyt(model)).scope.parameters.filter(({ name }) => /gain|lambda/.test(name))).toEqual([]);
});
