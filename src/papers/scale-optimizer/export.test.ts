import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("the exported step takes any vocabulary, in a runtime that knows nothing of papertape", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  expect([...session.inputNames].sort()).toEqual(["average", "gradient", "rate", "weights"]);
  const tensor = (values: (at: number) => number) =>
    new ort.Tensor(
      "float32",
      Float32Array.from({ length: 64 * 3 }, (_, at) => values(at)),
      [3, 64],
    );
  const results = await session.run({
    weights: tensor(() => 0),
    average: tensor(() => 0),
    gradient: tensor((at) => [5, -1e-3, 0][Math.floor(at / 64)]),
    rate: new ort.Tensor("float32", Float32Array.of(0.1), []),
  });
  expect(results["next weights"].dims).toEqual([3, 64]);
  // One gradient for all inputs of a unit: a step of the rate against its sign, however large it is.
  const next = results["next weights"].data as Float32Array;
  expect([next[0], next[64], next[128]]).toEqual([expect.closeTo(-0.1, 6), expect.closeTo(0.1, 6), 0]);
  expect((results["next average"].data as Float32Array)[0]).toBeCloseTo(0.5, 6);
  await session.release();
});
