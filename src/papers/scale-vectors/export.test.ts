import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported map ignores the size of a token in a runtime that knows nothing of papertape", async () => {
  const { onnx, description } = await exportModel();
  expect(description).toContain("[tokens, 64]");
  const session = await ort.InferenceSession.create(onnx);
  const of = async (scale: number) => {
    const x = Float32Array.from({ length: 16 * 64 }, (_, at) => scale * (1 + Math.sin(at)));
    const { output } = await session.run({ input: new ort.Tensor("float32", x, [16, 64]) });
    return output.data as Float32Array;
  };
  const [once, often] = [await of(1), await of(1000)];
  await session.release();
  expect(once).toHaveLength(16 * 128);
  once.forEach((value, at) => expect(often[at]).toBeCloseTo(value, 4));
});
