/** Reductions over axes, arg-extrema and cumulative sums. The rows keep reduced axes as size 1; dropping them is a reshape. */
import { apply } from "../node.ts";
import { isFloat, show, toAxes, toAxis, type Axes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { elementTypes } from "../onnx/encode.ts";
import { where } from "./binary.ts";
import { fill, iota } from "./leaf.ts";
import {
  literalInput,
  randomInput,
  type Applied,
  type Backward,
  type OpFamily,
  type OpDef,
  type Sample,
  type Target,
} from "./definition.ts";

interface Over {
  /** Sorted, counted from the start, not empty. */
  readonly axes: readonly number[];
}

export interface ReduceAttributes {
  sum: Over;
  mean: Over;
  max: Over;
  min: Over;
  prod: Over;
  logSumExp: Over;
  argmax: { readonly axis: number };
  cumsum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };
}

export type ReduceName = Exclude<keyof ReduceAttributes, "argmax" | "cumsum">;

export interface ReduceOptions {
  /** Keep reduced axes as size 1, so that the statistic broadcasts back. Default: true when axes are given, else false. */
  readonly keepDims?: boolean;
}

type Slope = (node: { x: Tensor; y: Tensor; g: Tensor; axes: readonly number[] }) => Tensor;

const floats: readonly Sample<Over>[] = [
  { inputs: [randomInput([2, 3, 4])], attributes: { axes: [2] } },
  { inputs: [randomInput([2, 3, 4])], attributes: { axes: [0, 2] } },
  { inputs: [randomInput([2, 1, 3])], attributes: { axes: [0, 1, 2] } },
];
const distinct: readonly Sample<Over>[] = [
  { inputs: [literalInput([2, 3], [1, 5, 3, 4, -2, 6])], attributes: { axes: [1] } },
  { inputs: [literalInput([2, 3], [1, 5, 3, 4, -2, 6])], attributes: { axes: [0] } },
];
const ints: readonly Sample<Over>[] = [
  { inputs: [literalInput([2, 3], [1, 5, 3, 4, -2, 6], "int32")], attributes: { axes: [1] } },
];

function reduction(op: ReduceName, onnx: string, slope: Slope, samples: readonly Sample<Over>[]): OpDef<Over> {
  return {
    infer([x], { axes }) {
      if (x.dtype === "bool") throw new TypeError(`${op}: needs numbers, got bool; cast first`);
      return { shape: x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)), dtype: x.dtype };
    },
    lower: (builder, [x], { attributes: { axes } }) => builder.add(onnx, [x, builder.ints(axes)], { keepdims: 1 }),
    vjp: ({ inputs: [x], output: y, cotangent: g, attributes: { axes } }: Backward<Over>) => [
      isFloat(x.dtype) ? () => slope({ x, y, g, axes }) : null,
    ],
    samples,
  };
}

const countOver = (x: Tensor, axes: readonly number[]): number => axes.reduce((n, axis) => n * x.shape[axis], 1);

/** Ties share the cotangent equally. */
function extremum({ x, y, g, axes }: { x: Tensor; y: Tensor; g: Tensor; axes: readonly number[] }): Tensor {
  const mask = x.equal(y).cast(x.dtype);
  return mask.mul(g.div(mask.sum(axes)));
}

/** The product of the others: y / x, except that with exactly one zero only that zero has a slope. */
function prodSlope({ x, y, g, axes }: { x: Tensor; y: Tensor; g: Tensor; axes: readonly number[] }): Tensor {
  const zero = x.equal(0);
  const safe = where(zero, 1, x);
  const zeros = zero.cast(x.dtype).sum(axes);
  const others = where(zero, where(zeros.equal(1), safe.prod(axes), 0), y.div(safe));
  return g.mul(others);
}

function decomposeLogSumExp({ inputs: [x], attributes: { axes } }: Applied<Over>, target: Target): Tensor | null {
  if (target === "cpu" && x.dtype === "float32") return null;
  const top = x.max(axes);
  return x.sub(top).exp().sum(axes).log().add(top);
}

export const reductions: OpFamily<ReduceAttributes> = {
  sum: reduction("sum", "ReduceSum", ({ x, g }) => g.expand(x.shape), [...floats, ...ints]),
  mean: reduction("mean", "ReduceMean", ({ x, g, axes }) => g.div(countOver(x, axes)).expand(x.shape), floats),
  max: reduction("max", "ReduceMax", extremum, distinct),
  min: reduction("min", "ReduceMin", extremum, distinct),
  prod: reduction("prod", "ReduceProd", prodSlope, [
    ...floats,
    { inputs: [literalInput([3, 3], [1, 2, 3, 0, 2, -3, 0, 5, 0])], attributes: { axes: [1] } },
  ]),
  logSumExp: {
    ...reduction("logSumExp", "ReduceLogSumExp", ({ x, y, g }) => g.mul(x.sub(y).exp()), floats),
    decompose: decomposeLogSumExp,
  },
  argmax: {
    infer: ([x], { axis }) => ({
      shape: x.shape.map((length, i) => (i === axis ? 1 : length)),
      dtype: "int32",
    }),
    lower: (builder, inputs, { attributes: { axis } }) =>
      builder.add("Cast", [builder.add("ArgMax", inputs, { axis, keepdims: 1 })], { to: elementTypes.int32 }),
    // WebGPU cannot narrow int64, so the first position of the maximum is found as a float.
    decompose({ inputs: [x], attributes: { axis } }, target) {
      if (target === "cpu") return null;
      const length = x.shape[axis];
      const position = iota(length, "float32").reshape(...x.shape.map((_, i) => (i === axis ? length : 1)));
      return where(x.equal(x.max(axis)), position, fill(length))
        .min(axis)
        .cast("int32");
    },
    vjp: null,
    samples: [
      { inputs: [literalInput([2, 3], [1, 5, 3, 4, -2, 6])], attributes: { axis: 1 } },
      { inputs: [literalInput([2, 3], [1, 5, 3, 4, -2, 6])], attributes: { axis: 0 } },
      { inputs: [literalInput([4], [1, 3, 3, 2])], attributes: { axis: 0 } },
    ],
  },
  cumsum: {
    infer: ([x]) => x,
    lower: (builder, [x], { attributes: { axis, exclusive, reverse } }) =>
      builder.add("CumSum", [x, builder.scalarInt(axis)], { exclusive: Number(exclusive), reverse: Number(reverse) }),
    vjp: ({ cotangent, attributes: { axis, exclusive, reverse } }) => [
      () => cotangent.cumsum(axis, { exclusive, reverse: !reverse }),
    ],
    samples: [false, true].flatMap((exclusive) =>
      [false, true].map((reverse) => ({ inputs: [randomInput([2, 4])], attributes: { axis: 1, exclusive, reverse } })),
    ),
  },
};

/** Reduces over `axes` (all of them when undefined, to a scalar). */
export function reduce(op: ReduceName, x: Tensor, axes: Axes | undefined, { keepDims }: ReduceOptions = {}): Tensor {
  const over = toAxes(op, axes, x.rank);
  const kept = over.length > 0 ? apply(op, [x], { axes: over }) : x;
  if (keepDims ?? axes !== undefined) return kept;
  return kept.reshape(...x.shape.filter((_, axis) => !over.includes(axis)));
}

/** Position of the (first) largest element along an axis, int32; the axis stays as size 1. */
export function argmax(x: Tensor, axis: number): Tensor {
  const counted = toAxis("argmax", axis, x.rank);
  if (x.shape[counted] === 0) throw new RangeError(`argmax: axis ${axis} of ${show(x.shape)} is empty`);
  return apply("argmax", [x], { axis: counted });
}
