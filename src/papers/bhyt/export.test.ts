import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported model ignores the size of a token and stays below one, in a runtime that knows nothing of papertape", async () => {
  const { onnx, description } = await exportModel();
  expect(description).toMatch(/\[(tokens|rows), 256\]/);
  const session = await ort.InferenceSession.create(onnx);
  const of = async (scale: number) => {
    const x = Float32Array.from({ length: 16 * 256 }, (_, at) => scale * Math.sin(at + 1));
    const { output } = await session.run({ input: new ort.Tensor("float32", x, [16, 256]) });
    return output.data as Float32Array;
  };
  const [once, often] = [await of(1), await of(1000)];
  await session.release();
  once.forEach((value, at) => expect(often[at]).toBeCloseTo(value, 5));
  expect(Math.max(...once.map(Math.abs))).toBeLessThan(1);
  // sin has the mean square 1/2, so its crest reaches tanh(0.2 sqrt(2)).
  expect(Math.max(...once)).toBeCloseTo(Math.tanh(0.2 * Math.SQRT2), 2);
});
