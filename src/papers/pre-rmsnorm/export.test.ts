import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported model computes the same logits in both forms, in a runtime that knows nothing of papertape", async () => {
  const { onnx, description } = await exportModel();
  expect(description).toContain("31 channels");
  const session = await ort.InferenceSession.create(onnx);
  expect(session.inputNames).toEqual(["tokens"]);
  const tokens = Int32Array.from({ length: 64 }, (_, at) => (at * at + 7) % 83);
  const out = await session.run({ tokens: new ort.Tensor("int32", tokens, [1, 64]) });
  await session.release();
  const [before, after] = ["pre-LN logits", "pre-CRMSNorm logits"].map((name) => out[name].data as Float32Array);
  expect(before).toHaveLength(64 * 83);
  expect(Math.max(...before) - Math.min(...before)).toBeGreaterThan(1);
  before.forEach((value, at) => expect(Math.abs(after[at] - value)).toBeLessThan(2e-4));
});
