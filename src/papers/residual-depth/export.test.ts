import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported tower takes any batch, in a runtime that knows nothing of papertape", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  expect([session.inputNames, session.outputNames]).toEqual([["images"], ["logits", "stream", "series"]]);
  const images = Float32Array.from({ length: 3 * 784 }, (_, at) => ((at * 37) % 101) / 101);
  const run = async (rows: number) =>
    session.run({ images: new ort.Tensor("float32", images.subarray(0, rows * 784), [rows, 784]) });
  const [three, one] = [await run(3), await run(1)];
  expect(three.logits.dims).toEqual([3, 10]);
  const stream = three.stream.data as Float32Array;
  for (let at = 0; at < 64; at++) expect((one.stream.data as Float32Array)[at]).toBeCloseTo(stream[at], 4);
  await session.release();
});
