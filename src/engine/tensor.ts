/** A tensor: an immutable node of a static graph, with a shape and a dtype but never values. */
import type { Node } from "./node.ts";
import { apply } from "./node.ts";
import { binary } from "./ops/binary.ts";
import { gather, gatherElements, scatterElements } from "./ops/indexing.ts";
import { matmul } from "./ops/linear.ts";
import { pad, slice, type PadMode } from "./ops/movement.ts";
import { logSoftmax, softmax } from "./ops/normal.ts";
import { argmax, reduce, type ReduceOptions } from "./ops/reduce.ts";
import { none } from "./ops/definition.ts";
import type { OpName } from "./ops/table.ts";
import { cast } from "./ops/unary.ts";
import { show, showType, sizeOf, toAxis, type Axes, type DType, type Shape, type TensorType } from "./shape.ts";

/** A tensor, or a number that takes the other operand's dtype. */
export type Operand = Tensor | number;

let created = 0;

export class Tensor {
  /** Later tensors have larger ids. */
  readonly id: number;
  readonly node: Node;
  /** Which output of its node it is. */
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: DType;

  constructor(node: Node, index: number, { shape, dtype }: TensorType) {
    this.id = ++created;
    this.node = node;
    this.index = index;
    this.shape = Object.freeze([...shape]);
    this.dtype = dtype;
  }

  get op(): OpName {
    return this.node.op;
  }
  get rank(): number {
    return this.shape.length;
  }
  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }
  /** `exp float32[2,3]`, as messages show it. */
  toString(): string {
    return `${this.op} ${showType(this)}`;
  }

  // Arithmetic: operands broadcast like numpy's; a number takes this tensor's dtype.
  add(b: Operand): Tensor {
    return binary("add", this, b);
  }
  sub(b: Operand): Tensor {
    return binary("sub", this, b);
  }
  mul(b: Operand): Tensor {
    return binary("mul", this, b);
  }
  div(b: Operand): Tensor {
    return binary("div", this, b);
  }
  /** For a negative base only whole exponents have a value, and the exponent has no gradient. */
  pow(exponent: Operand): Tensor {
    return binary("pow", this, exponent);
  }
  /** Ties share the gradient. */
  minimum(b: Operand): Tensor {
    return binary("minimum", this, b);
  }
  /** Ties share the gradient. */
  maximum(b: Operand): Tensor {
    return binary("maximum", this, b);
  }
  /** Between the bounds, inclusive: there the gradient passes, outside it is zero. */
  clip(lo: number, hi: number): Tensor {
    return apply("clip", [this], { lo, hi });
  }

  // Comparison: bool tensors.
  equal(b: Operand): Tensor {
    return binary("equal", this, b);
  }
  less(b: Operand): Tensor {
    return binary("less", this, b);
  }
  lessEqual(b: Operand): Tensor {
    return binary("lessEqual", this, b);
  }
  greater(b: Operand): Tensor {
    return binary("greater", this, b);
  }
  greaterEqual(b: Operand): Tensor {
    return binary("greaterEqual", this, b);
  }
  and(b: Tensor): Tensor {
    return binary("and", this, b);
  }
  or(b: Tensor): Tensor {
    return binary("or", this, b);
  }
  not(): Tensor {
    return apply("not", [this], none);
  }
  /** The same values in another dtype; only between floats does a gradient pass. */
  cast(to: DType): Tensor {
    return cast(this, to);
  }

  // Functions of each element.
  neg(): Tensor {
    return apply("neg", [this], none);
  }
  abs(): Tensor {
    return apply("abs", [this], none);
  }
  /** -1, 0 or 1; its gradient is zero. */
  sign(): Tensor {
    return apply("sign", [this], none);
  }
  square(): Tensor {
    return apply("square", [this], none);
  }
  /** The slope at 0 is infinite: put an epsilon inside. */
  sqrt(): Tensor {
    return apply("sqrt", [this], none);
  }
  rsqrt(): Tensor {
    return apply("rsqrt", [this], none);
  }
  reciprocal(): Tensor {
    return apply("reciprocal", [this], none);
  }
  exp(): Tensor {
    return apply("exp", [this], none);
  }
  log(): Tensor {
    return apply("log", [this], none);
  }
  erf(): Tensor {
    return apply("erf", [this], none);
  }
  sin(): Tensor {
    return apply("sin", [this], none);
  }
  cos(): Tensor {
    return apply("cos", [this], none);
  }
  tanh(): Tensor {
    return apply("tanh", [this], none);
  }
  sigmoid(): Tensor {
    return apply("sigmoid", [this], none);
  }
  /** log(1 + exp(x)). */
  softplus(): Tensor {
    return apply("softplus", [this], none);
  }
  floor(): Tensor {
    return apply("floor", [this], none);
  }
  ceil(): Tensor {
    return apply("ceil", [this], none);
  }
  /** Half to even. */
  round(): Tensor {
    return apply("round", [this], none);
  }
  relu(): Tensor {
    return apply("relu", [this], none);
  }
  /** x where positive, slope * x elsewhere. */
  leakyRelu(slope = 0.01): Tensor {
    return apply("leakyRelu", [this], { slope });
  }
  /** x where positive, alpha (exp(x) - 1) elsewhere. Clevert et al. 2015. */
  elu(alpha = 1): Tensor {
    return apply("elu", [this], { alpha });
  }
  /** Scaled ELU with the constants of Klambauer et al. 2017, eq. 2. */
  selu(): Tensor {
    return this.elu(1.6732632423543772).mul(1.0507009873554805);
  }
  /** x Phi(x), or its tanh form. Hendrycks & Gimpel 2016. */
  gelu({ approximate = "none" }: { approximate?: "none" | "tanh" } = {}): Tensor {
    return apply("gelu", [this], { approximate });
  }
  /** x sigmoid(x), also known as swish. */
  silu(): Tensor {
    return this.mul(this.sigmoid());
  }

  // Reductions. With axes the reduced ones stay as size 1 ({ keepDims: false } drops them); without, all collapse to a scalar.
  sum(axes?: Axes, options?: ReduceOptions): Tensor {
    return reduce("sum", this, axes, options);
  }
  mean(axes?: Axes, options?: ReduceOptions): Tensor {
    return reduce("mean", this, axes, options);
  }
  /** Ties share the gradient. */
  max(axes?: Axes, options?: ReduceOptions): Tensor {
    return reduce("max", this, axes, options);
  }
  min(axes?: Axes, options?: ReduceOptions): Tensor {
    return reduce("min", this, axes, options);
  }
  prod(axes?: Axes, options?: ReduceOptions): Tensor {
    return reduce("prod", this, axes, options);
  }
  /** log sum exp, safe for large values. */
  logSumExp(axes?: Axes, options?: ReduceOptions): Tensor {
    return reduce("logSumExp", this, axes, options);
  }
  /** Mean squared distance from the mean (divides by n, not n - 1). */
  variance(axes?: Axes, options?: ReduceOptions): Tensor {
    const mean = reduce("mean", this, axes, { keepDims: true });
    return this.sub(mean).square().mean(axes, options);
  }
  /** Position of the first largest element, int32; the axis stays as size 1. */
  argmax(axis: number): Tensor {
    return argmax(this, axis);
  }
  /** Running sum along an axis: `exclusive` leaves the element itself out, `reverse` starts at the end. */
  cumsum(axis: number, { exclusive = false, reverse = false } = {}): Tensor {
    return apply("cumsum", [this], { axis: toAxis("cumsum", axis, this.rank), exclusive, reverse });
  }

  // Movement.
  /** The same elements in another shape; one length may be -1. */
  reshape(...lengths: number[]): Tensor {
    const hole = lengths.indexOf(-1);
    const known = lengths.reduce((size, n) => (n === -1 ? size : size * n), 1);
    const shape = hole < 0 ? lengths : lengths.with(hole, known === 0 ? 0 : this.size / known);
    if (lengths.filter((n) => n === -1).length > 1 || !shape.every((n) => Number.isInteger(n) && n >= 0))
      throw new RangeError(`reshape: ${show(this.shape)} does not fit ${show(lengths)}`);
    return apply("reshape", [this], { shape });
  }
  /** Axes in the given order; without arguments the last two change places. */
  transpose(...permutation: number[]): Tensor {
    const rank = this.rank;
    if (permutation.length === 0) {
      if (rank < 2) throw new RangeError(`transpose: needs two axes, got ${show(this.shape)}`);
      permutation = [...Array(rank - 2).keys(), rank - 1, rank - 2];
    }
    return apply("transpose", [this], { permutation: permutation.map((axis) => toAxis("transpose", axis, rank)) });
  }
  /** Repeats along axes of size 1 (and new leading ones) until the shape is reached. */
  expand(shape: Shape): Tensor {
    return apply("expand", [this], { shape });
  }
  /** Drops an axis of size 1 (all of them without an argument). */
  squeeze(axis?: number): Tensor {
    if (axis === undefined) return this.reshape(...this.shape.filter((n) => n !== 1));
    const counted = toAxis("squeeze", axis, this.rank);
    if (this.shape[counted] !== 1) throw new RangeError(`squeeze: axis ${axis} of ${show(this.shape)} is not 1`);
    return this.reshape(...this.shape.toSpliced(counted, 1));
  }
  /** A new axis of size 1 at the given place of the result. */
  unsqueeze(axis: number): Tensor {
    return this.reshape(...this.shape.toSpliced(toAxis("unsqueeze", axis, this.rank + 1), 0, 1));
  }
  /** x[start:end:step] along an axis, as in Python. */
  slice(axis: number, start?: number, end?: number, step?: number): Tensor {
    return slice(this, axis, start, end, step);
  }
  /** One element of an axis, which disappears. */
  at(axis: number, position: number): Tensor {
    const length = this.shape[toAxis("at", axis, this.rank)];
    const from = position < 0 ? position + length : position;
    if (!(from >= 0 && from < length))
      throw new RangeError(`at: no position ${position} on axis ${axis} of ${show(this.shape)}`);
    return slice(this, axis, from, from + 1).squeeze(axis);
  }
  /** Widths [before, after] for each axis. */
  pad(widths: readonly (readonly [number, number])[], options?: { mode?: PadMode; value?: number }): Tensor {
    return pad(this, widths, options);
  }
  /** The whole tensor repeated along each axis. */
  tile(...times: number[]): Tensor {
    if (times.length !== this.rank) throw new RangeError(`tile: ${times.length} counts for ${show(this.shape)}`);
    const between = this.shape.flatMap((n) => [1, n]);
    const repeated = this.shape.flatMap((n, axis) => [times[axis], n]);
    return this.reshape(...between)
      .expand(repeated)
      .reshape(...this.shape.map((n, axis) => n * times[axis]));
  }
  /** Backwards along an axis. */
  flip(axis: number): Tensor {
    return slice(this, axis, undefined, undefined, -1);
  }

  // Products, selection, softmax.
  /** Matrix product of the last two axes; leading axes broadcast. */
  matmul(b: Tensor): Tensor {
    return matmul(this, b);
  }
  softmax(axis = -1): Tensor {
    return softmax(this, axis);
  }
  logSoftmax(axis = -1): Tensor {
    return logSoftmax(this, axis);
  }
  /** Slices at the positions along an axis; the positions' shape takes the axis's place. */
  gather(indices: Tensor, axis = 0): Tensor {
    return gather(this, indices, axis);
  }
  gatherElements(indices: Tensor, axis: number): Tensor {
    return gatherElements(this, indices, axis);
  }
  scatterElements(indices: Tensor, updates: Tensor, axis: number, reduction: "none" | "add" = "none"): Tensor {
    return scatterElements(this, indices, updates, axis, reduction);
  }
}
