import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported weights take any batch: p^5 (1 - p)^0.1 of the true word, in a runtime that knows nothing of papertape", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  expect([session.inputNames.toSorted(), session.outputNames]).toEqual([
    ["logits", "targets"],
    ["weights", "terms"],
  ]);
  const [time, vocabulary, batch] = [16, 64, 3];
  const logits = new Float32Array(batch * time * vocabulary);
  const targets = new Int32Array(batch * time).fill(7);
  // The true word has a likelihood of 0.9 everywhere, of 0.5 in the last row.
  for (let place = 0; place < batch * time; place++)
    logits[place * vocabulary + 7] = Math.log(63 * (place < 2 * time ? 9 : 1));
  const { weights, terms } = await session.run({
    logits: new ort.Tensor("float32", logits, [batch, time, vocabulary]),
    targets: new ort.Tensor("int32", targets, [batch, time]),
  });
  expect(weights.dims).toEqual([3, 16]);
  const [first, last] = [0, batch * time - 1].map((at) => [weights.data[at], terms.data[at]].map(Number));
  expect(first[0]).toBeCloseTo(0.469043, 4);
  expect(first[1]).toBeCloseTo(0.469043 * Math.log(0.9), 4);
  expect(last[0]).toBeCloseTo(0.0291573, 5);
  await session.release();
});
