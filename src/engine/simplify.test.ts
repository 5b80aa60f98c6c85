import { describe, expect, test } from "vitest";
import { compile, constant, evaluate, fill, gradient, input } from "./index.ts";
import { lower } from "./onnx/lower.ts";
import type { Tensor } from "./tensor.ts";

const x = input("x", [2, 3]);

describe("what changes nothing makes no node", () => {
  test.each<[string, () => Tensor, Tensor]>([
    ["x * 1", () => x.mul(1), x],
    ["x + 0", () => x.add(0), x],
    ["x - 0", () => x.sub(0), x],
    ["x / 1", () => x.div(1), x],
    ["-(-x)", () => x.neg().neg(), x],
    ["x * ones", () => x.mul(constant([[1, 1, 1]])), x],
    ["a reshape to the same shape", () => x.reshape(2, 3), x],
    ["two reshapes", () => x.reshape(6).reshape(2, 3), x],
    ["two transposes", () => x.transpose().transpose(), x],
    ["an expand to the same shape", () => x.expand([2, 3]), x],
    ["a cast to the same dtype", () => x.cast("float32"), x],
    ["a slice of everything", () => x.slice(1, 0, 3), x],
    [
      "padding by nothing",
      () =>
        x.pad([
          [0, 0],
          [0, 0],
        ]),
      x,
    ],
    ["a mean over an axis of one", () => x.reshape(2, 1, 3).mean(1).reshape(2, 3), x],
    ["scalars meet", () => x.mul(2).mul(3), x.mul(6)],
    ["order of a constant", () => constant(2).mul(x), x.mul(2)],
    ["x + (-y)", () => x.add(x.exp().neg()), x.sub(x.exp())],
    ["1 + (-x)", () => x.neg().add(1), constant(1).sub(x)],
    ["a square by power", () => x.pow(2), x.square()],
    ["an expanded operand", () => x.mul(x.sum(1).expand([2, 3])), x.mul(x.sum(1))],
    ["a moved axis of one", () => x.reshape(2, 1, 3).transpose(1, 0, 2), x.reshape(1, 2, 3)],
  ])("%s", (_, build, wanted) => expect(build()).toBe(wanted));
});

test("a broadcast that widens is kept", () => expect(x.mul(constant([[[1]], [[1]]])).shape).toEqual([2, 2, 3]));

test("constants fold", async () => {
  const folded = constant(2).add(3).mul(constant(4)).sqrt();
  expect(folded.op).toBe("fill");
  expect((await evaluate(folded)).data[0]).toBeCloseTo(Math.sqrt(20));
});

test("the same expression twice is one node", () => expect(x.exp().mul(x)).toBe(x.exp().mul(x)));

test("transposes go into the product as flags, and no node is made for them", () => {
  const product = x.transpose().matmul(x);
  expect(product.node.attributes).toEqual({ transposeA: true, transposeB: false });
  expect(lower({ product }, { target: "cpu", name: "t", inputs: [] }).nodes.map(({ op }) => op)).toEqual(["Gemm"]);
});

test("what the outputs do not need is left out", () => {
  input("unused", [1000]).exp();
  expect(compile({ outputs: { y: x.sum() } }).inputs.map(({ name }) => name)).toEqual(["x"]);
});

test("the gradient of a mean of squares is two nodes", () => {
  const [slope] = gradient(x.square().mean(), [x]);
  expect(lower({ slope }, { target: "cpu", name: "t", inputs: [] }).nodes).toHaveLength(1);
});

test("a sum of a uniform constant is a constant", () => expect(fill(2, [3, 4]).sum(0).op).toBe("fill"));
