import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported direction takes any number of gradients, in a runtime that knows nothing of papertape", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  expect([session.inputNames, session.outputNames]).toEqual([["gradient"], ["direction"]]);
  // Two rows and columns that are alive: the limit is known in closed form.
  const values = new Float32Array(2 * 64 * 176);
  [1, 2, 3, 4].forEach((value, at) => (values[64 * 176 + Math.floor(at / 2) * 176 + (at % 2)] = value));
  const { direction } = await session.run({ gradient: new ort.Tensor("float32", values, [2, 64, 176]) });
  const found = direction.data as Float32Array;
  // Two of 64 entries of a column carry all of it.
  const [x, y] = [Math.sqrt(0.8 * 32), Math.sqrt(1.2 * 32)];
  [x, y, y, x].forEach((value, at) =>
    expect(found[64 * 176 + Math.floor(at / 2) * 176 + (at % 2)]).toBeCloseTo(value, 4),
  );
  expect(found.slice(0, 64 * 176).every((value) => value === 0)).toBe(true);
  await session.release();
});
