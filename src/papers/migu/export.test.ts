import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("in a runtime that knows nothing of papertape, 77 of 256 features have a gradient: those of the largest outputs", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  const wave = (count: number, pace: number) => Float32Array.from({ length: count }, (_, at) => Math.sin(pace * at));
  const shapes = { x: [3, 64], weight: [64, 256], bias: [256], slope: [3, 256] };
  const fed = Object.entries(shapes).map(([name, shape], at) => {
    const size = shape.reduce((a, b) => a * b);
    return [name, new ort.Tensor("float32", wave(size, 1.1 + at / 7), shape)];
  });
  const { h, mask, gradient } = await session.run(Object.fromEntries(fed) as Record<string, ort.Tensor>);
  await session.release();
  const sums = Array.from({ length: 256 }, (_, at) => [0, 1, 2].reduce((sum, row) => sum + Math.abs(Number(h.data[row * 256 + at])), 0)); // prettier-ignore
  const least = sums.toSorted((a, b) => b - a)[76];
  expect(Array.from(mask.data, Number)).toEqual(sums.map((sum) => Number(sum >= least)));
  const moves = (at: number) => [...Array(64).keys()].some((row) => Number(gradient.data[row * 256 + at]) !== 0);
  expect(sums.map((_, at) => moves(at))).toEqual(sums.map((sum) => sum >= least));
});
