/** The method, and a training around it, against torch's: torch.py made torch.json. */
import { expect, test } from "vitest";
import { adam, createTrainer, crossEntropy, input, Scope, zeros } from "#engine";
import { registerMatchers } from "#engine/testing";
import { asFloats, openNormBench } from "#lab/nn/testing/norm-bench";
import { layerNorm } from "../method.ts";
import golden from "./torch.json";

registerMatchers(expect);

test("outputs and gradients are those of torch's layer", async () => {
  const { x, dy, parameters, ...outputs } = golden.layer;
  const bench = await openNormBench((at, x) => layerNorm(at, x), golden, asFloats(parameters));
  const found = await bench.step(asFloats({ x, dy }));
  for (const [name, values] of Object.entries(outputs))
    expect(found[name], name).toBeCloseToTensor(values, { absolute: 2e-5 });
  await bench.release();
});

test("a small classifier takes torch's way, loss by loss", async () => {
  const { inputs, hidden, classes, batch } = golden.sizes;
  const { images, labels, parameters, learningRate, losses } = golden.training;
  const scope = new Scope();
  const first = input("images", [batch, inputs]).matmul(scope.parameter("first", [inputs, hidden], zeros));
  const logits = layerNorm(scope, first)
    .relu()
    .matmul(scope.parameter("second", [hidden, classes], zeros));
  const loss = crossEntropy(logits, input("labels", [batch], "int32"));
  const trainer = await createTrainer({
    scope,
    loss,
    optimizer: adam({ learningRate }),
    parameters: asFloats(parameters),
  });
  const feeds = { ...asFloats({ images }), labels: Int32Array.from(labels) };
  for (const [step, expected] of losses.entries())
    expect((await trainer.step(feeds)).loss / expected, `step ${step + 1}`).toBeCloseTo(1, 5);
  await trainer.release();
});
