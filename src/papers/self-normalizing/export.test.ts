import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { random } from "#engine";
import { deviation, mean } from "#lab/measure/statistics";
import exportModel from "./export.ts";

test("the exported net takes any batch, in a runtime that knows nothing of papertape, and keeps mean and variance", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  expect([session.inputNames, session.outputNames]).toEqual([["features"], ["logits", "hidden"]]);
  const features = random(3)
    .stream("features")
    .normal(500 * 20);
  const run = async (rows: number) =>
    session.run({ features: new ort.Tensor("float32", features.subarray(0, rows * 20), [rows, 20]) });
  const [many, one] = [await run(500), await run(1)];
  expect(many.logits.dims).toEqual([500, 3]);
  const hidden = Array.from(many.hidden.data as Float32Array);
  for (let at = 0; at < 64; at++) expect((one.hidden.data as Float32Array)[at]).toBeCloseTo(hidden[at], 4);
  expect(Math.abs(mean(hidden))).toBeLessThan(0.2);
  expect(deviation(hidden) ** 2).toBeGreaterThan(0.7);
  expect(deviation(hidden) ** 2).toBeLessThan(1.5);
  await session.release();
});
