import { expect, test } from "vitest";
import { constant, type Scope, type Tensor } from "#engine";
import { checkGradient } from "#engine/testing";
import { forward } from "#lab/measure/forward";
import { newNorm } from "./method.ts";

test("1 and 3 become 1/2 and 3/2, and ten times them do too", async () => {
  const x = constant([
    [1, 3],
    [10, 30],
  ]);
  const { y } = await forward((at) => ({ y: newNorm(at, x) }));
  for (const [at, value] of [0.5, 1.5, 0.5, 1.5].entries()) expect(y[at]).toBeCloseTo(value, 5);
});

test("has the gradients of central differences", () => {
  const given = (gain: Tensor) => ({ parameter: () => gain }) as unknown as Scope;
  return checkGradient((x, gain) => newNorm(given(gain), x), [[3, 4], [4]]);
});
