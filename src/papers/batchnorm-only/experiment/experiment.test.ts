import { expect, test } from "vitest";
import { input, Scope } from "#engine";
import { batchNormCount, partlyTrainedNet, trainedCount } from "../method.ts";
import { armNames, kindOf, kinds, netOf } from "./arms.ts";
import { full, quick, smoke } from "./presets.ts";
import { learningRateOf } from "./rates.ts";
import { levels } from "./training.ts";

const count = (name: (typeof armNames)[number]) => {
  const scope = new Scope();
  partlyTrainedNet(scope, input("images", [1, 196]), netOf(name, full.depths));
  return trainedCount(scope.parameters);
};

test("the wide net has a few more gains and biases than the deep one", () => {
  expect([count("BatchNorm only, deep"), count("BatchNorm only, wide")]).toEqual([1008, 1120]);
});

test("the nets with and without affine norms differ in nothing but what is trained", () => {
  const [all, without] = (
    ["all weights, shallow, gains from 1", "all but BatchNorm, shallow, gains of 1"] as const
  ).map((name) => netOf(name, full.depths));
  expect({ ...all, trained: null }).toEqual({ ...without, trained: null });
  expect(count("all weights, shallow, gains from 1") - count("all but BatchNorm, shallow, gains of 1")).toBe(
    batchNormCount(all),
  );
});

test("the rate falls to a tenth in the middle and to a hundredth at four fifths", () => {
  const at = levels(0.2, 10);
  [0.2, 0.2, 0.2, 0.2, 0.2, 0.02, 0.02, 0.02, 0.002, 0.002].forEach((rate, step) =>
    expect(at(step)).toBeCloseTo(rate, 9),
  );
});

test("nets that differ in depth and width only are one kind, which is tuned with 8 layers", () => {
  const deep = (
    ["BatchNorm only, shallow", "BatchNorm only", "BatchNorm only, deep", "BatchNorm only, wide"] as const
  ).map(kindOf);
  expect(new Set(deep).size).toBe(1);
  expect(kinds.get(deep[0])).toEqual(netOf("BatchNorm only, shallow", full.depths));
  expect(kinds.size).toBe(armNames.length - 3);
  for (const { blocks, width } of kinds.values()) expect([blocks, width]).toEqual([1, 8]);
});

test("every arm has a rate, and every preset has the arms that its claims compare", () => {
  for (const name of armNames) expect(learningRateOf(name)).toBeGreaterThan(0);
  for (const { arms } of [full, quick]) for (const name of smoke.arms) expect(arms).toContain(name);
});
