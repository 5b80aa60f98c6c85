import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import exportModel from "./export.ts";
import { translator } from "./translator/index.ts";

test("the exported translator writes piece by piece, in a runtime that knows nothing of papertape", async () => {
  const { onnx } = await exportModel();
  const { symbols } = translator();
  const session = await ort.InferenceSession.create(onnx, { intraOpNumThreads: 1 });
  const sentences = ["the old captain sees the ships", "Tami never leaves the island"];
  const [time, vocabulary] = [16, symbols.size];
  const source = new Int32Array(2 * time);
  const given = new Int32Array(2 * time);
  for (const [row, sentence] of sentences.entries()) {
    source.set(symbols.encode(sentence), row * time);
    given[row * time] = 1;
  }
  for (let at = 0; at + 1 < time; at++) {
    const feeds = { source: new ort.Tensor("int32", source, [2, time]), given: new ort.Tensor("int32", given, [2, time]) }; // prettier-ignore
    const { logProbabilities } = await session.run(feeds);
    for (const row of [0, 1]) {
      const start = (row * time + at) * vocabulary;
      const next = Array.from(logProbabilities.data as Float32Array).slice(start, start + vocabulary);
      given[row * time + at + 1] = given[row * time + at] === 2 ? 2 : next.indexOf(Math.max(...next));
    }
  }
  await session.release();
  const translated = [0, 1].map((row) => symbols.decode([...given.slice(row * time, (row + 1) * time)]));
  expect(translated).toEqual(["kapo vedo navirn vidas", "Tami sulin nune lasas"]);
});
