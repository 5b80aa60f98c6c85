import { describe, expect, test } from "vitest";
import { compile, constant, evaluate, globalNorm, gradient, initialize, input, open, random, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { characters } from "#lab/datasets/characters";
import { openEvaluator } from "#lab/measure/evaluator";
import { median } from "#lab/measure/statistics";
import type { Placement, Site } from "#lab/training/language-model/index";
import { languageModel, languageModelLoss, modelOf, postNorm, preNorm } from "#lab/training/language-model/index";
import { rmsScale } from "#lab/nn/norms";
import { depthArm, parametersOf, type DepthArmName } from "#lab/training/depth/index";
import golden from "./golden/numbers.json" with { type: "json" };
import { mixedNorm, mixedTower, postBlocks, towerGradients, type Branch } from "./method.ts";

registerMatchers(expect);

const codes = Int32Array.from({ length: 4000 }, (_, at) => (at * at + 3 * at) % 81);
const symbols = Array.from({ length: 81 }, (_, at) => String.fromCodePoint(0x100 + at)).join("");
const text = { vocabulary: characters(symbols), train: codes, validation: codes };
const shape = { depth: 3, width: 12, heads: 2, context: 6, batch: 2 };
const tokens = codes.slice(0, 12);

const modelWith = (placement: Placement) => {
  const arm = depthArm("Pre-LN", shape);
  return modelOf({ ...arm, model: { ...arm.model, placement } }, { text, shape });
};

/** Streams behind block 1, 2, ... and logits. `from` takes the place of the embeddings' sum. */
async function run(placement: Placement, from?: (stream: Float32Array) => Float32Array) {
  const scope = new Scope({ mode: "inference" });
  const { streams, logits } = languageModel(scope, input("tokens", [2, 6], "int32"), modelWith(placement));
  const evaluator = await openEvaluator(Object.fromEntries([...streams, logits].map((x, at) => [String(at), x])));
  const weights = initialize(scope, 1);
  const embedding = from ? from(weights.embedding) : weights.embedding;
  const out = await evaluator.run({ ...weights, embedding }, { tokens });
  await evaluator.release();
  return Array.from({ length: 5 }, (_, at) => out[at].data as Float32Array);
}

describe("the mixture", () => {
  test("is Pre-LN with no Post block and Post-LN with all, bit by bit, and has as many weights at every share", async () => {
    expect(await run(mixedNorm(0))).toEqual(await run(preNorm));
    expect(await run(mixedNorm(3))).toEqual(await run(postNorm));
    const names = ["Pre-LN", "Mix-LN 1/8", "Mix-LN 1/4", "Mix-LN 1/2", "Post-LN"] as const;
    expect(new Set(names.map((name) => parametersOf(name, { text, shape }))).size).toBe(1);
    expect([12, 16, 24, 32].map((depth) => postBlocks(depth))).toEqual([3, 4, 6, 8]);
    expect(postBlocks(32, 1 / 16)).toBe(2);
  });

  test("leaves each Post block with a mean square of 1 per token, and no norm stands at the border", async () => {
    const streams = await run(mixedNorm(2));
    const meanSquares = (stream: Float32Array) =>
      Array.from({ length: 12 }, (_, row) =>
        stream.subarray(12 * row, 12 * row + 12).reduce((s, v) => s + (v * v) / 12, 0),
      );
    for (const block of [1, 2])
      for (const value of meanSquares(streams[block])) expect(Math.abs(value - 1)).toBeLessThan(1e-4);
    expect(meanSquares(streams[3]).some((value) => Math.abs(value - 1) > 0.01)).toBe(true);
  });

  test("at width 2 with branches that double: (3, 4) as worked out by hand", async () => {
    const start = constant([[3, 4]]);
    const at = (block: number): Site => ({ block, depth: 4, sublayer: "attention" });
    const block = (number: number) => {
      const placed = (x: typeof start) =>
        mixedNorm(1)(
          new Scope(),
          x,
          (z) => z.mul(2),
          (_, z) => rmsScale(z),
          at(number),
        );
      return placed(placed(start));
    };
    expect((await evaluate(block(1))).data).toBeCloseToTensor([0.848528, 1.131371]);
    expect((await evaluate(block(2))).data).toBeCloseToTensor([6.394113, 8.525483], { absolute: 1e-5 });
  });

  test("sees the scale of its first input in block 1 only, if that is Post: behind it nothing is left of a factor", async () => {
    const times = (stream: Float32Array) => stream.map((value) => 10 * value);
    const far = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, at) => Math.abs(value - b[at])));
    const [pre, preTimes] = [await run(preNorm), await run(preNorm, times)];
    expect(far(pre[3], preTimes[3])).toBeGreaterThan(0.5);
    // The branch of block 1 gets the raw embedding: ten times as much is not the same.
    const [post, postTimes] = [await run(postNorm), await run(postNorm, times)];
    expect(far(post[1], postTimes[1])).toBeGreaterThan(1e-3);
    expect(Math.max(...postTimes[1].map(Math.abs))).toBeLessThan(Math.sqrt(12) + 1e-3);
  });

  test("has the gradients of finite differences, on both sides of the border", async () => {
    const { scope, loss } = languageModelLoss(modelWith(mixedNorm(1)), { batch: 2, mode: "inference" });
    const names = ["block 1/attention/norm/gain", "block 1/feed-forward/up/weight", "block 3/feed-forward/norm/gain"];
    const tensors = names.map((name) => scope.parameters.find((spec) => spec.name === name)!.tensor);
    const partials = Object.fromEntries(gradient(loss, tensors).map((partial, at) => [`by ${names[at]}`, partial]));
    const session = await open(compile({ outputs: { loss, ...partials } }), { threads: 1 });
    const start = initialize(scope, 1);
    const feeds = { tokens, targets: codes.slice(1, 13) };
    const found = await session.run({ ...start, ...feeds });
    for (const name of names) {
      const partial = found[`by ${name}`].data as Float32Array;
      const size = Math.sqrt(partial.reduce((sum, value) => sum + value ** 2, 0));
      const lossAt = async (by: number) => {
        const moved = start[name].map((value, at) => value + (by * partial[at]) / size);
        return Number((await session.run({ ...start, [name]: moved, ...feeds })).loss.data[0]);
      };
      expect(((await lossAt(0.1)) - (await lossAt(-0.1))) / 0.2 / size, name).toBeCloseTo(1, 1);
    }
    await session.release();
  });
});

test("a tower's gradients are those of finite differences, with Post and with Pre blocks", () => {
  const stream = random(2).stream("tower");
  const width = 5;
  const vector = () => Float64Array.from(stream.normal(width));
  const [start, cotangent] = [vector(), vector()];
  const blocks: Float32Array[][][] = Array.from({ length: 4 }, () =>
    [0, 1].map(() => Array.from({ length: width }, () => stream.normal(width))),
  );
  const loss = (changed: readonly (readonly Branch[])[]) =>
    mixedTower(start, changed, 2).end.reduce((sum, value, at) => sum + value * cotangent[at], 0);
  const found = towerGradients(start, blocks, 2, cotangent);
  for (const [index, branches] of blocks.entries()) {
    let squares = 0;
    for (const rows of branches)
      for (const row of rows)
        for (let at = 0; at < width; at++) {
          const [own, step] = [row[at], 2 ** -10];
          row[at] = own + step;
          const up = loss(blocks);
          row[at] = own - step;
          squares += ((up - loss(blocks)) / (2 * step)) ** 2;
          row[at] = own;
        }
    expect(found[index] / Math.sqrt(squares)).toBeCloseTo(1, 3);
  }
});

test.each(golden.rows)(
  "before training, $arm at $scale: the first block's gradient is $ratio times the last one's, as torch finds",
  async ({ arm, scale, ratio }) => {
    const { depth, width } = golden;
    const deep = { depth, width, heads: 2, context: 5 };
    const { norm, model } = depthArm(arm as DepthArmName, deep);
    const { scope, loss } = languageModelLoss(
      { vocabulary: 7, ...deep, norm, ...model, std: scale / Math.sqrt(width), embeddingStd: scale / Math.sqrt(width) },
      { batch: 2, mode: "inference" },
    );
    const normOf = (block: number) => {
      const own = scope.parameters.filter(({ name }) => name.startsWith(`block ${block}/`));
      return globalNorm(
        gradient(
          loss,
          own.map(({ tensor }) => tensor),
        ),
      );
    };
    const session = await open(compile({ outputs: { first: normOf(1), last: normOf(depth) } }), { threads: 1 });
    const feeds = {
      tokens: codes.slice(0, 10).map((code) => code % 7),
      targets: codes.slice(1, 11).map((code) => code % 7),
    };
    const found: number[] = [];
    for (let seed = 1; seed <= 15; seed++) {
      const { first, last } = await session.run({ ...initialize(scope, seed), ...feeds });
      found.push(Number(first.data[0]) / Number(last.data[0]));
    }
    await session.release();
    // Medians, over other draws than torch's.
    expect(Math.abs(Math.log2(median(found) / ratio))).toBeLessThan(0.75);
  },
);
