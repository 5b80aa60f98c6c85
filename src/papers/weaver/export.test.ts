import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";
import { posteriors } from "./method.ts";

test("the exported posterior is that of the method, for any number of answers", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  const tpr = Array.from({ length: 12 }, (_, v) => 0.95 - 0.03 * v);
  const fpr = Array.from({ length: 12 }, (_, v) => 0.1 + 0.04 * v);
  for (const rows of [1, 4]) {
    const values = Uint8Array.from({ length: 12 * rows }, (_, at) => Number((at * 7) % 3 > 0));
    const { posterior } = await session.run({
      votes: new ort.Tensor("float32", Float32Array.from(values), [rows, 12]),
      tpr: new ort.Tensor("float32", Float32Array.from(tpr), [12]),
      fpr: new ort.Tensor("float32", Float32Array.from(fpr), [12]),
      prior: new ort.Tensor("float32", Float32Array.of(0.3), [1]),
    });
    const expected = posteriors({ rows, verifiers: 12, values }, { tpr, fpr }, 0.3);
    (posterior.data as Float32Array).forEach((value, row) => expect(value).toBeCloseTo(expected[row], 5));
  }
  await session.release();
});
