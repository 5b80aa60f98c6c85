import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported norm gates each row by its own length and direction, in a runtime that knows nothing of papertape", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  expect([...session.inputNames].sort()).toEqual(["alpha", "beta", "gamma", "input"]);
  const d = 256;
  const x = Float32Array.from({ length: 16 * d }, (_, at) => Math.sin(at) * (1 + Math.floor(at / d)));
  const vector = (value: number) => new ort.Tensor("float32", new Float32Array(d).fill(value), [d]);
  const { output } = await session.run({
    input: new ort.Tensor("float32", x, [16, d]),
    gamma: vector(1),
    alpha: vector(1),
    beta: vector(0.01),
  });
  await session.release();
  const y = output.data as Float32Array;
  for (let row = 0; row < 16; row++) {
    const token = Array.from(x.subarray(row * d, (row + 1) * d));
    const rms = Math.sqrt(token.reduce((sum, value) => sum + value ** 2, 0) / d + 1e-5);
    const gate = Math.tanh(0.01 * token.reduce((sum, value) => sum + value, 0));
    expect(y[row * d + 5]).toBeCloseTo(((gate + 1) * token[5]) / rms, 4);
  }
});
