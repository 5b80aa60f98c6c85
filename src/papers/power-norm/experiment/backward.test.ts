import { expect, test } from "vitest";
import { input, random, Scope } from "#engine";
import { openStateStepper } from "#lab/training/state-stepper";
import { backwardState } from "./backward.ts";
import { powerNorm } from "../method.ts";

test("what the states tell from outside is what the norm computed inside", async () => {
  const [rows, d] = [16, 3];
  const scope = new Scope();
  const x = input("x", [rows, d]);
  const y = powerNorm(scope.scope("norm"), x, { warmup: 2, groups: 0 });
  const psi2 = scope.states.find(({ name }) => name === "norm/psi2")!.tensor;
  const gam = x.square().mean(0, { keepDims: false }).div(psi2);
  const stepper = await openStateStepper(scope, y.sum(), { gam });
  const draw = (step: number) =>
    random(1)
      .stream(`x${step}`)
      .normal(rows * d)
      .map((value) => value * (1 + step));
  for (let step = 0; step < 4; step++) await stepper.step({ x: draw(step) });
  const before = { ...stepper.values };
  const inside = Array.from((await stepper.step({ x: draw(4) })).gam.data as Float32Array);
  const state = backwardState(before, stepper.values);
  expect(state.gam).toBeCloseTo(Math.max(...inside), 3);
  expect(state.distance).toBeCloseTo(inside.reduce((sum, value) => sum + Math.abs(value - 1), 0) / d, 3);
  expect(state.nu).toBe(Math.max(...stepper.values["norm/nu"].map(Math.abs)));
});
