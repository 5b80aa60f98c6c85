import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported layer scales each group of channels to a root mean square of 1 while psi² is still one", async () => {
  const { onnx, description } = await exportModel();
  expect(description).toContain("[tokens, 64]");
  const session = await ort.InferenceSession.create(onnx);
  expect([session.inputNames, session.outputNames]).toEqual([["input"], ["output"]]);
  const x = Float32Array.from({ length: 16 * 64 }, (_, at) => Math.sin(at) * (1 + Math.floor(at / 64)) + 3);
  const { output } = await session.run({ input: new ort.Tensor("float32", x, [16, 64]) });
  await session.release();
  for (let from = 0; from < 16 * 64; from += 16) {
    const group = Array.from((output.data as Float32Array).subarray(from, from + 16));
    expect(group.reduce((sum, value) => sum + value ** 2, 0) / 16).toBeCloseTo(1, 3);
  }
});
