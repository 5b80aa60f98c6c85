import { expect, test } from "vitest";
import { input, Scope } from "#engine";
import { batchNormCount, partlyTrainedNet, trainedCount } from "../method.ts";
import { armNames, netOf } from "./arms.ts";
import { digits } from "./data.ts";
import { full, quick, smoke } from "./presets.ts";
import { learningRateOf } from "./rates.ts";
import { levels } from "./training.ts";

const count = (name: (typeof armNames)[number]) => {
  const scope = new Scope();
  partlyTrainedNet(scope, input("images", [1, 196]), netOf(name, full.depths));
  return trainedCount(scope.parameters);
};

test("the wide net has as many gains and biases as the deep one, or a few more, and is as deep as the shallow one", () => {
  expect([count("BatchNorm only, deep"), count("BatchNorm only, wide")]).toEqual([1008, 1008]);
  for (const { depths } of [full, quick, smoke]) {
    const [deep, wide, shallow] = (
      ["BatchNorm only, deep", "BatchNorm only, wide", "BatchNorm only, shallow"] as const
    ).map((name) => netOf(name, depths));
    expect(wide).toEqual({ ...shallow, width: wide.width });
    expect(batchNormCount(wide)).toBeGreaterThanOrEqual(batchNormCount(deep));
    expect(batchNormCount({ ...wide, width: wide.width - 1 })).toBeLessThan(batchNormCount(deep));
  }
});

test("every seed spoils the same digits in its own way, and tuning sees none of the test", async () => {
  const sizes = { learned: 20, tested: 20 };
  const [one, other, tuning] = [
    await digits("test", sizes, 1),
    await digits("test", sizes, 2),
    await digits("tuning", sizes, 1),
  ];
  expect(await digits("test", sizes, 1)).toEqual(one);
  expect(other.test.labels).toEqual(one.test.labels);
  for (const part of ["train", "test"] as const) expect(other[part].pixels).not.toEqual(one[part].pixels);
  expect(tuning.train).toEqual(one.train);
  expect(tuning.test.count).toBe(2000);
  expect(tuning.test.labels.subarray(0, 20)).not.toEqual(one.test.labels);
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

test("every arm has a rate, and every preset has the arms that its claims compare", () => {
  for (const name of armNames) expect(learningRateOf(name)).toBeGreaterThan(0);
  for (const { arms } of [full, quick]) for (const name of smoke.arms) expect(arms).toContain(name);
});
