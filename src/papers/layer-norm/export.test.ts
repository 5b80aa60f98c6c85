import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { registerMatchers } from "#engine/testing";
import exportModel from "./export.ts";

registerMatchers(expect);

test("the exported block normalizes each row in a runtime that knows nothing of papertape", async () => {
  const { onnx, description } = await exportModel();
  expect(description).toMatch(/\[(tokens|rows), 256\]/);
  const session = await ort.InferenceSession.create(onnx);
  expect(session.inputNames).toEqual(["input"]);
  expect(session.outputNames).toEqual(["output"]);
  const x = Float32Array.from({ length: 16 * 256 }, (_, at) => Math.sin(at) * (1 + Math.floor(at / 256)) + 3);
  const { output } = await session.run({ input: new ort.Tensor("float32", x, [16, 256]) });
  await session.release();
  const y = output.data as Float32Array;
  for (let row = 0; row < 16; row++) {
    const values = Array.from(y.subarray(256 * row, 256 * (row + 1)));
    const mean = values.reduce((sum, value) => sum + value, 0) / 256;
    expect(mean).toBeCloseTo(0, 5);
    expect(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 256).toBeCloseTo(1, 3);
  }
});
