import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("in a runtime that knows nothing of papertape, 77 of 256 features may learn from a sequence: those of the largest outputs", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  const wave = (count: number, pace: number) => Float32Array.from({ length: count }, (_, at) => Math.sin(pace * at));
  const shapes = { x: [3, 32, 64], weight: [64, 256], bias: [256] };
  const fed = Object.entries(shapes).map(([name, shape], at) => {
    const size = shape.reduce((a, b) => a * b);
    return [name, new ort.Tensor("float32", wave(size, 1.1 + at / 7), shape)];
  });
  const { h, mask } = await session.run(Object.fromEntries(fed) as Record<string, ort.Tensor>);
  await session.release();
  for (const row of [0, 1, 2]) {
    const sums = Array.from({ length: 256 }, (_, feature) => {
      const at = (place: number) => Math.abs(Number(h.data[(row * 32 + place) * 256 + feature]));
      return Array.from({ length: 32 }, (_, place) => at(place)).reduce((sum, size) => sum + size);
    });
    const chosen = Array.from(mask.data.slice(row * 256, (row + 1) * 256), Number);
    const of = (kept: number) => sums.filter((_, feature) => chosen[feature] === kept);
    expect(of(1).length).toBe(77);
    expect(Math.min(...of(1))).toBeGreaterThan(Math.max(...of(0)) - 1e-3);
  }
});
