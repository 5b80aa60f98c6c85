import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";

test("in a runtime that knows nothing of papertape, a token of a prefix changes what those before it expect, and no other does", async () => {
  const { onnx } = await exportModel();
  const session = await ort.InferenceSession.create(onnx);
  const [time, vocabulary] = [64, 512];
  const tokens = Int32Array.from({ length: 3 * time }, (_, at) => at % time);
  const prefixes = new Int32Array(3 * time);
  prefixes.fill(1, time, time + 10);
  const run = async (change: number) => {
    const changed = tokens.slice();
    for (const row of [0, 1]) changed[row * time + change] = 500;
    const feeds = { tokens: changed, prefixes };
    const fed = Object.entries(feeds).map(([name, data]) => [name, new ort.Tensor("int32", data, [3, time])]);
    const { logits } = await session.run(Object.fromEntries(fed) as Record<string, ort.Tensor>);
    expect(logits.dims).toEqual([3, time, vocabulary]);
    const at = (row: number, place: number) => (row * time + place) * vocabulary;
    return (row: number, place: number) => Array.from(logits.data.slice(at(row, place), at(row, place + 1)), Number);
  };
  const [inside, behind] = [await run(5), await run(20)];
  await session.release();
  // The first row has no prefix, the second one of ten tokens.
  expect(inside(0, 4)).toEqual(behind(0, 4));
  expect(inside(1, 4)).not.toEqual(behind(1, 4));
  expect(inside(2, 63)).toEqual(behind(2, 63));
});
