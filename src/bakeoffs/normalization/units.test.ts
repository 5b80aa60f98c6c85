import { beforeAll, describe, expect, test } from "vitest";
import { type Parameters } from "#engine";
import { topologicalOrder } from "#engine/node";
import { mobyDickCharacters, type CharacterText } from "#lab/datasets/moby-dick";
import { createLab, drain } from "#lab/kit/index";
import { languageModelLoss, modelOf, type Comparison } from "#lab/training/language-model/index";
import { openStateStepper } from "#lab/training/state-stepper";
import { allArms, core } from "./arms.ts";
import bakeoff from "./bakeoff.ts";
import { openDepthProfiler } from "#lab/measure/depth-profile";
import { sizeOf } from "./size.ts";
import { forwardPassUnit } from "./times.ts";

const lab = createLab(1, "cpu", 1);
let text: CharacterText;
beforeAll(async () => {
  text = await mobyDickCharacters();
});
const shape: Comparison["shape"] = { depth: 2, width: 16, heads: 4, context: 8, batch: 4 };

test("there are twelve arms of different names and addresses, and eight of them are the core", () => {
  const arms = allArms(100, shape);
  expect(new Set(arms.map(({ id }) => id)).size).toBe(12);
  expect(new Set(arms.map(({ name }) => name)).size).toBe(12);
  expect(arms.filter(({ name }) => core.includes(name))).toHaveLength(8);
});

test("every unit of a preset has an address of its own, and quick is the smaller one", () => {
  for (const preset of ["quick", "full"] as const) {
    const keys = bakeoff.units(preset).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  }
  expect(bakeoff.units("quick").length).toBeLessThan(bakeoff.units("full").length);
  expect(bakeoff.definition("quick")).not.toBe(bakeoff.definition("full"));
});

describe("the size of an arm", () => {
  test.each([
    ["none", 0, 0],
    ["LN", 2, 0],
    ["RMS", 1, 0],
    ["RMS, no gain", 0, 0],
    ["BN", 2, 2],
    ["PN-V", 2, 1],
    ["SeeDNorm", 3, 0],
  ])("%s has %i numbers per channel and norm, and %i states", (name, parameters, states) => {
    const arm = allArms(10, shape).find((arm) => arm.name === name)!;
    const numbers = (2 * shape.depth + 1) * shape.width;
    expect(sizeOf(arm, { text, shape })).toMatchObject({
      normParameters: parameters * numbers,
      states: states * numbers,
    });
  });
  test("counts a bound and a gain per site for BHyT, and c with its step per block", () => {
    const arm = allArms(10, shape).find(({ name }) => name === "BHyT")!;
    expect(sizeOf(arm, { text, shape })).toMatchObject({
      normParameters: 4 * (16 + 1) + 16,
      states: 2 * shape.depth,
    });
  });
});

test("a profile has one number per place, gradients that reach the embeddings, and the variance that is there", async () => {
  const arm = allArms(10, shape).find(({ name }) => name === "LN")!;
  const comparison = { text, shape, embeddingStd: 0.5 };
  const { scope, loss, streams } = languageModelLoss(modelOf(arm, comparison), {
    batch: shape.batch,
    mode: "training",
  });
  const weights: Parameters = (await openStateStepper(scope, loss, { loss })).values;
  const profiler = await openDepthProfiler(lab, arm, comparison);
  const profile = await profiler.of(weights);
  await profiler.release();
  expect(profile.gradient).toHaveLength(streams.length);
  expect(profile.matrices).toHaveLength(shape.depth);
  // Token and position each with a deviation of a half.
  expect(profile.variance[0]).toBeGreaterThan(0.3);
  expect(profile.variance[0]).toBeLessThan(0.7);
  for (const values of Object.values(profile)) for (const value of values) expect(value).toBeGreaterThan(0);
});

test(
  "the forward pass is timed before and after folding, which changes no logit of any arm",
  { timeout: 60_000 },
  async () => {
    const row = await drain(
      forwardPassUnit(lab, text, { arms: allArms(10, { heads: 4, context: 64 }), rounds: 1, batch: 1, length: 4 }),
    );
    expect(Object.keys(row.folded).sort()).toEqual(
      ["LN", "RMS", "RMS, gain 0.2", "BN", "PN-V", "PN", "UN", "DyT", "BHyT"].sort(),
    );
    for (const [arm, gap] of Object.entries(row.folded)) expect(gap, arm).toBeLessThan(1e-4);
    expect(row.arms.LN.ratio.median).toBe(1);
  },
);

test("a folded batch norm, PN-V or UN leaves no trace in the graph of a whole model", () => {
  for (const name of ["BN", "PN-V", "UN"]) {
    const arm = allArms(10, shape).find((arm) => arm.name === name)!;
    const weights: Parameters = {};
    const model = modelOf(arm, { text, shape });
    const scope = languageModelLoss(model, { batch: 1, mode: "inference" }).scope;
    for (const { name, tensor } of [...scope.parameters, ...scope.states])
      weights[name] = new Float32Array(tensor.size);
    const form = arm.fold!(weights, model);
    const { logits } = languageModelLoss(form.model, { batch: 1, mode: "inference" });
    expect(topologicalOrder([logits]).filter(({ op }) => op === "sqrt" || op === "rsqrt")).toEqual([]);
  }
});
