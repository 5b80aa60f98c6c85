import { describe, expect, test } from "vitest";
import {
  constant,
  customGradient,
  detach,
  evaluate,
  gradient,
  input,
  straightThrough,
  where,
  type Tensor,
} from "./index.ts";
import { checkGradient, registerMatchers } from "./testing.ts";

registerMatchers(expect);
const x = input("x", [3]);
const feeds = { x: Float32Array.of(0.5, -1, 2) };

describe("the gradient", () => {
  test("sums the ways by which a tensor reaches the loss", async () => {
    const y = x.exp();
    const [slope] = gradient(y.mul(x).add(y).sum(), [x]);
    const wanted = [0.5, -1, 2].map((v) => Math.exp(v) * (v + 2));
    expect(await evaluate(slope, feeds)).toBeCloseToTensor(wanted);
  });

  test("can be differentiated again", async () => {
    const [first] = gradient(x.pow(4).sum(), [x]);
    const [second] = gradient(first.sum(), [x]);
    expect(await evaluate(second, feeds)).toBeCloseToTensor([0.5, -1, 2].map((v) => 12 * v * v));
  });

  test("of what the loss does not depend on is zero", async () => {
    const other = input("other", [2]);
    const [slope] = gradient(x.sum(), [other]);
    expect(await evaluate(slope)).toBeCloseToTensor([0, 0]);
  });

  test("with respect to a tensor in the middle", async () => {
    const middle = x.square();
    const [slope] = gradient(middle.exp().sum(), [middle]);
    expect(await evaluate(slope, feeds)).toBeCloseToTensor([0.5, -1, 2].map((v) => Math.exp(v * v)));
  });

  test("refuses a loss that is no scalar, and whole numbers", () => {
    expect(() => gradient(x, [x])).toThrow("gradient: the loss must be one float, got float32[3]");
    const ids = input("ids", [3], "int32");
    expect(() => gradient(x.sum(), [ids])).toThrow("gradient: no gradient for int32[3]");
  });

  test("by a constant is refused: a state of zeros is folded away, and an input of zeros is not", async () => {
    const state = constant([0, 0, 0]);
    const loss = (from: Tensor) => from.add(x).square().add(from.mul(x)).sum();
    expect(() => gradient(loss(state), [state])).toThrow("gradient: fill float32[3] is a constant, folded");
    const fed = input("state", [3]);
    const [slope] = gradient(loss(fed), [fed]);
    // 2 (h + x) + x at h = 0
    expect(await evaluate(slope, { ...feeds, state: new Float32Array(3) })).toBeCloseToTensor([1.5, -3, 6]);
  });

  test("only the second operand may need it", () =>
    checkGradient(
      (b) =>
        constant([
          [1, 2],
          [3, 4],
        ])
          .cast("float64")
          .matmul(b),
      [[2, 3]],
    ));
});

describe("detach", () => {
  test("stops the gradient and keeps the value", async () => {
    const [slope] = gradient(x.mul(detach(x)).sum(), [x]);
    expect(await evaluate(slope, feeds)).toBeCloseToTensor([0.5, -1, 2]);
  });
});

describe("a custom gradient", () => {
  test("replaces the derived one", async () => {
    const doubled = customGradient(
      (v) => v.exp(),
      (g) => [g.mul(2)],
    );
    const [slope] = gradient(doubled(x).sum(), [x]);
    expect(await evaluate(doubled(x), feeds)).toBeCloseToTensor([0.5, -1, 2].map(Math.exp));
    expect(await evaluate(slope, feeds)).toBeCloseToTensor([2, 2, 2]);
  });

  test("of the wrong shape is refused", () => {
    const broken = customGradient(
      (v) => v.exp(),
      (g) => [g.sum()],
    );
    expect(() => gradient(broken(x).sum(), [x])).toThrow(
      "customGradient: cotangent 0 is float32[], its input float32[3]",
    );
  });

  test("straight through: forward the rounded, backward the smooth", async () => {
    const y = straightThrough(x.round(), x);
    const [slope] = gradient(y.square().sum(), [x]);
    expect(await evaluate(y, feeds)).toBeCloseToTensor([0, -1, 2]);
    expect(await evaluate(slope, feeds)).toBeCloseToTensor([0, -2, 4]);
  });
});

test("a second where keeps the branch not taken from poisoning the gradient", async () => {
  const positive = x.greater(0);
  const safe = where(positive, x, 1);
  const [slope] = gradient(where(positive, safe.log(), 0).sum(), [x]);
  expect(await evaluate(slope, feeds)).toBeCloseToTensor([2, 0, 0.5]);
});

test("maxima share the gradient among equals", async () => {
  const [slope] = gradient(constant(1).mul(x).maximum(x.flip(0)).sum(), [x]);
  expect(await evaluate(slope, { x: Float32Array.of(1, 5, 1) })).toBeCloseToTensor([1, 1, 1]);
});
