import { describe, expect, test } from "vitest";
import { constant, evaluate } from "#engine";
import { registerMatchers } from "#engine/testing";
import { bigramBackcopy } from "#lab/datasets/bigram-backcopy";
import { createLab } from "#lab/kit/index";
import { taskArm, textArms, toyArms, weightsOf } from "./arms.ts";
import { excessOverBound } from "./bound.ts";
import { firstToken } from "./residual.ts";
import { full } from "./settings.ts";
import { control, openToy } from "./toy.ts";

registerMatchers(expect);

describe("arms that are compared have as many weights", () => {
  test("in the character model to a fifth of a percent, and on the task", async () => {
    const text = await bigramBackcopy({ train: 1000, validation: 500 });
    const bench = { text, shape: full.text.shape };
    const [first, ...others] = textArms(bench).map((arm) => weightsOf(arm, bench));
    for (const count of others) expect(Math.abs(count / first - 1)).toBeLessThan(0.002);
    const task = { text, shape: full.task.shape };
    const of = (name: "softmax" | "gated") => weightsOf(taskArm(name, Infinity), task);
    expect(Math.abs(of("gated") / of("softmax") - 1)).toBeLessThan(0.001);
  });
});

test("a token with half the weight and small values has a small share of what comes out", async () => {
  // Two queries; the second spends 0.5 on the first key, whose value is a tenth of the other's.
  const weights = constant([1, 0, 0.5, 0.5]).reshape(1, 1, 2, 2);
  const values = constant([0.3, 0.4, 3, 4]).reshape(1, 1, 2, 2);
  const { weight, share } = firstToken(weights, values);
  expect(await evaluate(weight)).toBeCloseToTensor([0.5]);
  expect(await evaluate(share)).toBeCloseToTensor([1 / 11]);
});

test("no token goes beyond the bound", async () => {
  expect(await excessOverBound(3)).toBeLessThan(1e-6);
});

describe("the toy", () => {
  const lab = createLab(1, "cpu", 1);
  const look = async (name: string) => {
    const arm = toyArms.find((arm) => arm.name === name)!;
    const run = await openToy(lab, arm, { steps: 200, learningRate: 5e-3 });
    const before = await run.look();
    for await (const { diverged } of run.train()) expect(diverged).toBe(null);
    const after = await run.look();
    await run.release();
    return { before, after };
  };
  test("asks for a small output where the control is low, and learns to give it", async () => {
    const { before, after } = await look("RMSNorm");
    expect(after.error).toBeLessThan(before.error / 10);
    expect(after.control).toHaveLength(after.outlier.length);
    const sizeWhere = (low: boolean) => {
      const some = after.outlier.filter((_, row) => after.control[row] < -1 === low);
      return some.reduce((sum, value) => sum + value, 0) / some.length;
    };
    expect(sizeWhere(true)).toBeGreaterThan(2 * sizeWhere(false));
    expect(after.size[control]).toBe(Math.max(...after.size));
  });
  test("holds a clipped stream at its limit", async () => {
    const { after } = await look("RMSNorm, tight clip");
    expect(after.peak).toBeCloseTo(3, 5);
  });
});
