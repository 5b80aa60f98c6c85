/** Functions of two (or three) tensors that broadcast against each other. */
import { apply } from "../node.ts";
import { broadcastAxes, broadcastShapes, isFloat, sameShape, show, type Shape } from "../shape.ts";
import { Tensor, type Operand } from "../tensor.ts";
import { fill } from "./leaf.ts";
import {
  literalInput,
  randomInput,
  none,
  type Backward,
  type OpFamily,
  type None,
  type OpDef,
  type Sample,
} from "./definition.ts";

export interface BinaryAttributes {
  add: None;
  sub: None;
  mul: None;
  div: None;
  pow: None;
  minimum: None;
  maximum: None;
  equal: None;
  less: None;
  lessEqual: None;
  greater: None;
  greaterEqual: None;
  and: None;
  or: None;
  where: None;
}

export type BinaryName = Exclude<keyof BinaryAttributes, "where">;

/** Sums a cotangent over the axes along which its tensor was repeated. */
export function unbroadcast(cotangent: Tensor, shape: Shape): Tensor {
  if (sameShape(cotangent.shape, shape)) return cotangent;
  const axes = broadcastAxes(shape, cotangent.shape);
  return (axes.length > 0 ? cotangent.sum(axes) : cotangent).reshape(...shape);
}

type Partials = (node: { a: Tensor; b: Tensor; y: Tensor; g: Tensor }) => readonly [() => Tensor, () => Tensor];

const broadcasting: readonly Sample<None>[] = [
  { inputs: [randomInput([2, 3]), randomInput([2, 3])], attributes: none },
  { inputs: [randomInput([2, 1, 3]), randomInput([4, 1])], attributes: none },
  { inputs: [randomInput([2, 3]), randomInput([])], attributes: none },
];
const apart: readonly Sample<None>[] = [
  { inputs: [randomInput([2, 3], 0.3, 2), randomInput([2, 3], 0.5, 2)], attributes: none },
  { inputs: [randomInput([2, 1, 3], 0.3, 2), randomInput([4, 1], 0.5, 2)], attributes: none },
  { inputs: [randomInput([3], 0.3, 2), literalInput([], [3])], attributes: none },
];

function arithmetic(op: BinaryName, onnx: string, partials: Partials, samples = broadcasting): OpDef<None> {
  return {
    infer([a, b]) {
      if (a.dtype !== b.dtype) throw new TypeError(`${op}: dtypes differ: ${a.dtype} and ${b.dtype}`);
      if (a.dtype === "bool") throw new TypeError(`${op}: needs numbers, got bool`);
      return { shape: broadcastShapes(op, a.shape, b.shape), dtype: a.dtype };
    },
    lower: (builder, inputs) => builder.add(onnx, inputs),
    vjp({ inputs: [a, b], output: y, cotangent: g }: Backward<None>) {
      const [left, right] = partials({ a, b, y, g });
      return [() => unbroadcast(left(), a.shape), () => unbroadcast(right(), b.shape)];
    },
    samples,
  };
}

const tied = { inputs: [literalInput([4], [1, 2, 3, 4]), literalInput([4], [2, 1, 3.5, 3])], attributes: none };

function comparison(op: BinaryName, onnx: string): OpDef<None> {
  return {
    infer([a, b]) {
      if (a.dtype !== b.dtype) throw new TypeError(`${op}: dtypes differ: ${a.dtype} and ${b.dtype}`);
      return { shape: broadcastShapes(op, a.shape, b.shape), dtype: "bool" };
    },
    lower: (builder, inputs) => builder.add(onnx, inputs),
    vjp: null,
    samples: [
      tied,
      { inputs: [literalInput([2, 3], [1, 2, 3, 4, 5, 6], "int32"), literalInput([], [3], "int32")], attributes: none },
    ],
  };
}

function logical(op: BinaryName, onnx: string): OpDef<None> {
  return {
    infer([a, b]) {
      if (a.dtype !== "bool" || b.dtype !== "bool")
        throw new TypeError(`${op}: needs bool tensors, got ${a.dtype} and ${b.dtype}`);
      return { shape: broadcastShapes(op, a.shape, b.shape), dtype: "bool" };
    },
    lower: (builder, inputs) => builder.add(onnx, inputs),
    vjp: null,
    samples: [
      {
        inputs: [literalInput([2, 2], [1, 0, 1, 0], "bool"), literalInput([2, 2], [1, 1, 0, 0], "bool")],
        attributes: none,
      },
    ],
  };
}

/** The share of the cotangent that `a` gets when it competes with `b`: all, nothing, or half at a tie. */
const tieGradient = (wins: Tensor, ties: Tensor, g: Tensor): Tensor =>
  g.mul(wins.cast(g.dtype).add(ties.cast(g.dtype)).mul(0.5));

export const binaries: OpFamily<BinaryAttributes> = {
  add: arithmetic("add", "Add", ({ g }) => [() => g, () => g]),
  sub: arithmetic("sub", "Sub", ({ g }) => [() => g, () => g.neg()]),
  mul: arithmetic("mul", "Mul", ({ a, b, g }) => [() => g.mul(b), () => g.mul(a)]),
  div: arithmetic("div", "Div", ({ b, y, g }) => [() => g.div(b), () => g.mul(y).div(b).neg()], apart),
  // The exponent's gradient needs log a: like every library, not a number for a negative base.
  pow: {
    ...arithmetic(
      "pow",
      "Pow",
      ({ a, b, y, g }) => [() => g.mul(b).mul(a.pow(b.sub(1))), () => g.mul(y).mul(a.log())],
      apart,
    ),
    // WebGPU's kernel refuses an exponent that broadcasts inside the shape.
    decompose: ({ inputs: [a, b], outputs: [y] }, target) =>
      target === "webgpu" && b.rank > 0 && !sameShape(a.shape, b.shape)
        ? a.expand(y.shape).pow(b.expand(y.shape))
        : null,
  },
  minimum: arithmetic("minimum", "Min", ({ a, b, g }) => [
    () => tieGradient(a.less(b), a.lessEqual(b), g),
    () => tieGradient(b.less(a), b.lessEqual(a), g),
  ]),
  maximum: arithmetic("maximum", "Max", ({ a, b, g }) => [
    () => tieGradient(a.greater(b), a.greaterEqual(b), g),
    () => tieGradient(b.greater(a), b.greaterEqual(a), g),
  ]),
  equal: comparison("equal", "Equal"),
  less: comparison("less", "Less"),
  lessEqual: comparison("lessEqual", "LessOrEqual"),
  greater: comparison("greater", "Greater"),
  greaterEqual: comparison("greaterEqual", "GreaterOrEqual"),
  and: logical("and", "And"),
  or: {
    ...logical("or", "Or"),
    decompose: ({ inputs: [a, b] }, target) => (target === "webgpu" ? a.not().and(b.not()).not() : null),
  },
  where: {
    infer([condition, a, b]) {
      if (condition.dtype !== "bool") throw new TypeError(`where: the condition must be bool, got ${condition.dtype}`);
      if (a.dtype !== b.dtype) throw new TypeError(`where: dtypes differ: ${a.dtype} and ${b.dtype}`);
      const branches = broadcastShapes("where", a.shape, b.shape);
      return { shape: broadcastShapes("where", condition.shape, branches), dtype: a.dtype };
    },
    lower: (builder, inputs) => builder.add("Where", inputs),
    // No provider selects between bools.
    decompose: ({ inputs: [condition, a, b] }) =>
      a.dtype === "bool" ? condition.and(a).or(condition.not().and(b)) : null,
    vjp: ({ inputs: [condition, a, b], cotangent: g }) => [
      null,
      () => unbroadcast(where(condition, g, 0), a.shape),
      () => unbroadcast(where(condition, 0, g), b.shape),
    ],
    samples: [
      {
        inputs: [literalInput([2, 3], [1, 0, 1, 0, 0, 1], "bool"), randomInput([2, 3]), randomInput([3])],
        attributes: none,
      },
      { inputs: [literalInput([3, 1], [1, 0, 1], "bool"), randomInput([]), randomInput([3, 2])], attributes: none },
      {
        inputs: [
          literalInput([3], [1, 0, 1], "bool"),
          literalInput([3], [1, 1, 0], "bool"),
          literalInput([3], [0, 0, 1], "bool"),
        ],
        attributes: none,
      },
    ],
  },
};

/** A number beside a tensor becomes a scalar of the tensor's dtype. */
function toTensor(value: Operand, beside: Tensor): Tensor {
  if (value instanceof Tensor) return value;
  if (!isFloat(beside.dtype) && !Number.isInteger(value))
    throw new TypeError(`${value} is no ${beside.dtype}; cast the tensor of shape ${show(beside.shape)} first`);
  return fill(value, [], beside.dtype);
}

export const binary = (op: BinaryName, a: Tensor, b: Operand): Tensor => apply(op, [a, toTensor(b, a)], none);

/** a where the condition holds, b elsewhere; all three broadcast. A NaN in the branch not taken poisons that branch's gradient. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const like = a instanceof Tensor ? a : b instanceof Tensor ? b : fill(0);
  return apply("where", [condition, toTensor(a, like), toTensor(b, like)], none);
}
