import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported layer is an affine map per channel: the identity while its statistic is still one", async () => {
  const { onnx, description } = await exportModel();
  expect(description).toContain("[tokens, 64]");
  const session = await ort.InferenceSession.create(onnx);
  expect([session.inputNames, session.outputNames]).toEqual([["input"], ["output"]]);
  const x = Float32Array.from({ length: 16 * 64 }, (_, at) => Math.sin(at) * 5);
  const { output } = await session.run({ input: new ort.Tensor("float32", x, [16, 64]) });
  await session.release();
  x.forEach((value, at) => expect((output.data as Float32Array)[at]).toBeCloseTo(value, 3));
});
