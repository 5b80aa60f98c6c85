/** Network, prefix mask and loss against torch in double precision: make.py made numbers.json. */
import { expect, test } from "vitest";
import { gradient, input, Scope, type Parameters } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { answerModel } from "#lab/training/language-model/index";
import { lossWeights, withPrefix } from "../method.ts";
import { network, zLoss } from "../network.ts";
import golden from "./numbers.json";

registerMatchers(expect);

const { batch, context, ...size } = golden.shape;
const shape = [batch, context];

/** What make.py makes of a name. */
function valuesOf(name: string, count: number): Float32Array {
  const phase = [...name].reduce((sum, letter, at) => sum + letter.charCodeAt(0) * (at + 1), 0) % 97;
  const shift = name.endsWith("gain") ? 1 : 0;
  return Float32Array.from({ length: count }, (_, at) => shift + 0.4 * Math.sin(1.3 * at + phase));
}

const parametersOf = (scope: Scope): Parameters =>
  Object.fromEntries(
    scope.parameters.map(({ name, tensor }) => [
      name,
      valuesOf(
        name,
        tensor.shape.reduce((a, b) => a * b),
      ),
    ]),
  );

test("logits, cross entropy outside the prefix, z-loss and gradients are torch's", async () => {
  const model = network({ ...size, context }, input("prefixes", shape, "int32"));
  const { scope, logits, weights, loss } = answerModel(model, { batch, mode: "training" });
  const zloss = zLoss(logits, weights);
  const of = (name: string) => scope.parameters.find((parameter) => parameter.name === name)!.tensor;
  const shown = Object.entries(golden.gradients);
  const slopes = gradient(
    loss.add(zloss),
    shown.map(([name]) => of(name)),
  );
  const evaluator = await openEvaluator({
    ...{ logits, entropy: loss, zloss },
    ...Object.fromEntries(shown.map(([name], at) => [`${name}, gradient`, slopes[at]])),
  });
  // A sequence has one token more than the model sees.
  const rows = golden.prefix.map((own) => withPrefix({ tokens: new Int32Array(context + 1), prefixes: new Int32Array(context + 1) }, own).prefixes); // prettier-ignore
  const found = await evaluator.run(parametersOf(scope), {
    tokens: Int32Array.from(golden.tokens),
    targets: Int32Array.from(golden.targets),
    prefixes: Int32Array.from(rows.flatMap((row) => [...row.subarray(0, context)])),
    weights: Float32Array.from(rows.flatMap((row) => [...lossWeights(row)])),
  });
  await evaluator.release();
  expect(found.logits).toBeCloseToTensor(golden.logits);
  expect(Number(found.entropy.data[0])).toBeCloseTo(golden.entropy, 5);
  expect(Number(found.zloss.data[0])).toBeCloseTo(golden.zloss, 8);
  for (const [name, values] of shown) expect(found[`${name}, gradient`], name).toBeCloseToTensor(values);
});
