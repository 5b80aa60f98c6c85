import { describe, expect, test } from "vitest";
import { constant, crossEntropies, gradient, input, iota, type Tensor } from "#engine";
import { checkGradient } from "#engine/testing";
import { forward } from "../../measure/forward.ts";
import { focalWeights, type FocalOptions } from "./focal.ts";

describe("focal weighting", () => {
  // Own passages at p = 1/2 and p = 1/4.
  const logits = constant([
    [Math.log(3), Math.log(2), 0],
    [0, 0, Math.log(2)],
  ]);
  const losses = (x: Tensor, options: FocalOptions) =>
    crossEntropies(x, iota(x.shape[0])).mul(focalWeights(x, options));
  test("gives a query the root of how far its passage is from certain, by hand", async () => {
    const { weights } = await forward(() => ({ weights: focalWeights(logits, { exponent: 0.5 }) }));
    [Math.sqrt(0.5), Math.sqrt(0.75)].forEach((wanted, at) => expect(weights[at]).toBeCloseTo(wanted, 6));
  });
  test("changes nothing at an exponent of 0, and counts 1 - p as a millionth at least", async () => {
    const { none, sure } = await forward(() => ({
      none: focalWeights(logits, { exponent: 0 }),
      sure: focalWeights(constant([[90, 0]]), { exponent: 0.5 }),
    }));
    expect(none).toEqual([1, 1]);
    expect(sure[0]).toBeCloseTo(1e-3, 8);
  });
  test("has the gradient of its formula where the weight is differentiated", () =>
    checkGradient((x) => losses(x, { exponent: 0.5, differentiated: true }), [[3, 5]]));
  test("is a constant where it is not: the gradient is the weighted one of the loss alone", async () => {
    const x = input("x", [2, 3]);
    const { slope, plain, weights } = await forward(
      () => ({
        slope: gradient(losses(x, { exponent: 0.5 }).sum(), [x])[0],
        plain: gradient(crossEntropies(x, iota(2)).sum(), [x])[0],
        weights: focalWeights(x, { exponent: 0.5 }),
      }),
      { weights: { x: Float32Array.of(1, 2, 0, -1, 0.5, 2) } },
    );
    slope.forEach((value, at) => expect(value).toBeCloseTo(weights[Math.floor(at / 3)] * plain[at], 6));
  });
});
