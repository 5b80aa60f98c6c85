import { expect, test } from "vitest";
import { input, Scope } from "#engine";
import { noNorm } from "../nn/norms.ts";
import { recorded, relativeDistance, recordedStats } from "./batch-statistics.ts";
import { openStateStepper } from "../training/state-stepper.ts";

test("a recorded norm computes what it did, and remembers mean and mean square of each channel over all positions", async () => {
  const scope = new Scope();
  const y = recorded(noNorm)(scope.scope("norm"), input("x", [2, 2, 2]));
  const stepper = await openStateStepper(scope, y.sum(), { y });
  const x = Float32Array.of(1, 10, 2, 10, 3, 10, 6, 10);
  expect((await stepper.step({ x })).y.data).toEqual(x);
  expect(recordedStats(stepper.values)).toEqual([
    {
      norm: "norm",
      mean: Float32Array.of(3, 10),
      square: Float32Array.of(12.5, 100),
      variance: Float32Array.of(3.5, 0),
    },
  ]);
});

test("relative distance is the mean over channels, each relative to what it is compared with", () => {
  expect(relativeDistance([2, 3], [1, 4])).toBeCloseTo((1 + 0.25) / 2);
});
