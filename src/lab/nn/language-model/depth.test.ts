import { describe, expect, test } from "vitest";
import { constant, initialize, input, Scope, type Parameters } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "../../measure/evaluator.ts";
import { mobyDickCharacters } from "../../datasets/moby-dick.ts";
import { depthArm, depthChanges, parametersOf, type DepthArmName } from "../../training/depth/index.ts";
import { languageModel, modelOf } from "../../training/language-model/index.ts";
import { rmsNorm } from "../norms.ts";
import {
  layerNormScaling,
  layerScale,
  sandwichNorm,
  scaledBranches,
  scaledStart,
  skipInit,
  withBlockSwitches,
} from "./depth.ts";
import { preNorm } from "./placement.ts";
import type { Norm, Placement, Site } from "./parts.ts";

registerMatchers(expect);

const shape = { depth: 4, width: 12, heads: 2, context: 6, batch: 2 };
const bench = { text: await mobyDickCharacters(), shape };
const tokens = Int32Array.from({ length: 12 }, (_, at) => (at * 7) % 40);
const names = Object.keys(depthChanges) as DepthArmName[];

/** All streams of an arm's model, with switches if there are any; `given` in place of initial weights. */
async function streamsOf(name: DepthArmName, switches?: readonly number[], given: Parameters = {}, depth = 4) {
  const scope = new Scope({ mode: "inference" });
  const here = { ...shape, depth };
  const model = modelOf(depthArm(name, here), { ...bench, shape: here });
  const switched = switches ? withBlockSwitches(model, input("switches", [depth])) : model;
  const { streams, logits } = languageModel(scope, input("tokens", [2, 6], "int32"), switched);
  const evaluator = await openEvaluator(
    Object.fromEntries([...streams, logits].map((tensor, at) => [String(at), tensor])),
  );
  const feeds = { tokens, ...(switches && { switches: Float32Array.from(switches) }) };
  const out = await evaluator.run({ ...initialize(scope, 1), ...given }, feeds);
  await evaluator.release();
  return Array.from({ length: depth + 2 }, (_, at) => Array.from(out[at].data as Float32Array));
}

describe("block switches", () => {
  test.each(["Post-LN", "LayerNorm Scaling"] as const)(
    "%s: all at 1 change nothing, one at 0 hands on what enters its block, and the others keep their number",
    async (name) => {
      const plain = await streamsOf(name);
      const on = await streamsOf(name, [1, 1, 1, 1]);
      on.forEach((stream, at) => expect(stream).toBeCloseToTensor(plain[at], { absolute: 1e-5 }));
      const off = await streamsOf(name, [1, 1, 0, 1]);
      expect(off[2]).toBeCloseToTensor(plain[2], { absolute: 1e-5 });
      expect(off[3]).toEqual(off[2]);
      expect(off[4]).not.toBeCloseToTensor(off[3], { absolute: 1e-3 });
    },
  );
  test("a model with whole blocks of its own is refused", () => {
    const model = { ...modelOf(depthArm("Pre-LN", shape), bench), block: () => constant([0]) };
    expect(() => withBlockSwitches(model, constant([1]))).toThrow("no switch");
  });
});

test("LayerNorm Scaling: block l's norms are those of Pre-LN with a gain of 1/sqrt(l), the final one is left alone", async () => {
  const folded: Parameters = {};
  for (let block = 1; block <= 4; block++)
    for (const sublayer of ["attention", "feed-forward"])
      folded[`block ${block}/${sublayer}/norm/gain`] = new Float32Array(12).fill(1 / Math.sqrt(block));
  const [scaled, pre] = [await streamsOf("LayerNorm Scaling"), await streamsOf("Pre-LN", undefined, folded)];
  scaled.forEach((stream, at) => expect(stream).toBeCloseToTensor(pre[at], { absolute: 1e-5 }));
  expect(layerNormScaling(rmsNorm)({ block: 5, depth: 4, sublayer: "final" })).toBe(rmsNorm);
  // One block alone is untouched, and the second is not.
  expect(await streamsOf("LayerNorm Scaling", undefined, {}, 1)).toEqual(await streamsOf("Pre-LN", undefined, {}, 1));
  expect(scaled[2]).not.toBeCloseToTensor((await streamsOf("Pre-LN"))[2], { absolute: 1e-3 });
});

test("LayerScale and SkipInit put a learned factor on each branch: from 0.1 per feature, from 0 at all", async () => {
  const double = (x: typeof start) => x.mul(2);
  const start = constant([[3, 4]]);
  const site: Site = { block: 1, depth: 1, sublayer: "attention" };
  const run = async (placement: typeof preNorm) => {
    const scope = new Scope();
    const evaluator = await openEvaluator({ y: placement(scope, start, double, (_, x) => x, site) });
    const { y } = await evaluator.run(initialize(scope, 1));
    await evaluator.release();
    return y.data;
  };
  expect(await run(preNorm)).toBeCloseToTensor([9, 12]);
  expect(await run(layerScale())).toBeCloseToTensor([3.6, 4.8]);
  expect(await run(skipInit)).toBeCloseToTensor([3, 4]);
});

test("branches are scaled without a norm, and Sandwich-LN normalizes in front of them and behind", async () => {
  const start = constant([[3, 4]]);
  const site: Site = { block: 1, depth: 1, sublayer: "attention" };
  const halves: Norm = (_, x) => x.mul(0.5);
  const run = async (placement: Placement) => {
    const evaluator = await openEvaluator({ y: placement(new Scope(), start, (x) => x.mul(x), halves, site) });
    const { y } = await evaluator.run({}, {});
    await evaluator.release();
    return y.data;
  };
  expect(await run(scaledBranches(0.1))).toBeCloseToTensor([3 + 0.9, 4 + 1.6]);
  expect(await run(sandwichNorm)).toBeCloseToTensor([3 + 2.25 / 2, 4 + 4 / 2]);
});

test("before training the stream stays as it is in Fixup, grows by a bound with 1/sqrt n, and hardly with 1/n", async () => {
  const size = (stream: number[]) => Math.sqrt(stream.reduce((sum, value) => sum + value ** 2, 0) / stream.length);
  const growth = async (name: DepthArmName) => {
    const streams = await streamsOf(name);
    return size(streams[4]) / size(streams[0]);
  };
  const fixup = await streamsOf("Fixup-like");
  expect(fixup[4]).toEqual(fixup[0]);
  expect(size(fixup[0])).toBeCloseTo(1, 0);
  const [root, inverse] = [await growth("factor 1/sqrt n"), await growth("factor 1/n")];
  expect(root).toBeGreaterThan(1.05);
  expect(root).toBeLessThan(Math.E);
  expect(inverse - 1).toBeLessThan((root - 1) / 2);
});

test("no arm has more weights than Pre-LN but LayerScale and Sandwich-LN, two vectors a block, and SkipInit, two numbers", () => {
  const counts = Object.fromEntries(names.map((name) => [name, parametersOf(name, bench)]));
  const more = Object.fromEntries(names.map((name) => [name, counts[name] - counts["Pre-LN"]]));
  expect(more).toEqual({
    ...Object.fromEntries(names.map((name) => [name, 0])),
    LayerScale: 4 * 2 * 12,
    "Sandwich-LN": 4 * 2 * 12,
    SkipInit: 4 * 2,
    // Those without norms in the blocks.
    ...Object.fromEntries(["factor 1/sqrt n", "factor 1/n", "Fixup-like"].map((name) => [name, -4 * 2 * 12])),
  });
});

test("arms start from the same numbers, but for maps to the stream under a scaled init: by 1/sqrt(2 depth)", () => {
  const start = (name: DepthArmName) => {
    const scope = new Scope();
    languageModel(scope, input("tokens", [2, 6], "int32"), modelOf(depthArm(name, shape), bench));
    return initialize(scope, 3);
  };
  const [pre, mix, scaled] = (["Pre-LN", "Mix-LN 1/4", "Pre-LN, scaled init"] as const).map(start);
  expect(mix).toEqual(pre);
  const [reader, writer] = ["block 3/attention/query/weight", "block 3/feed-forward/down/weight"];
  expect(scaled[reader]).toEqual(pre[reader]);
  expect(scaled[writer]).toBeCloseToTensor(pre[writer].map((value) => value * scaledStart(4)));
});
