/** Small rewrites at the moment a node is built: identities, uniform constants, and movements that move nothing. */
import { apply, type Node } from "./node.ts";
import type { BinaryAttributes } from "./ops/binary.ts";
import { fill } from "./ops/leaf.ts";
import type { OpAttributes, OpName } from "./ops/table.ts";
import { broadcastShapes, isFloat, sameShape, sizeOf, type TensorType } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

type Rule<K extends OpName> = (
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
  type: TensorType,
) => Tensor | null;

const is = <K extends OpName>(x: Tensor, op: K): Node<K> | null =>
  x.node.op === op ? (x.node as unknown as Node<K>) : null;

/** The value of a uniform constant. */
const uniform = (x: Tensor): number | null => is(x, "fill")?.attributes.value ?? null;

const foldUnary =
  (f: (value: number) => number) =>
  ([x]: readonly Tensor[], _: unknown, { shape, dtype }: TensorType): Tensor | null => {
    const value = uniform(x);
    return value === null || !isFloat(dtype) ? null : fill(f(value), shape, dtype);
  };

/** Values under an expand that the other operand makes needless, and uniform constants shrunk to scalars. */
function shrink(x: Tensor, other: Tensor, type: TensorType): Tensor {
  const value = uniform(x);
  if (value !== null && x.rank > 0 && sameShape(other.shape, type.shape)) return fill(value, [], x.dtype);
  const expanded = is(x, "expand")?.inputs[0];
  if (expanded && sameShape(broadcastShapes("expand", expanded.shape, other.shape), type.shape)) return expanded;
  return x;
}

type BinaryOp = Exclude<keyof BinaryAttributes, "where">;

function foldBinary<K extends BinaryOp>(
  op: K,
  f: (a: number, b: number) => number,
  identities: (a: Tensor, b: Tensor, u: number | null, v: number | null) => Tensor | null = () => null,
): Rule<K> {
  return ([a, b], attributes, type) => {
    const u = uniform(a);
    const v = uniform(b);
    if (u !== null && v !== null && (isFloat(type.dtype) || type.dtype === "bool" || Number.isInteger(f(u, v))))
      return fill(f(u, v), type.shape, type.dtype);
    const simpler = identities(a, b, u, v);
    if (simpler !== null && sameShape(simpler.shape, type.shape)) return simpler;
    // WebGPU's power needs its operands expanded.
    if (op === "pow") return null;
    const left = shrink(a, b, type);
    const right = shrink(b, left, type);
    return left !== a || right !== b ? apply(op, [left, right], attributes as OpAttributes[K]) : null;
  };
}

const powerOfTwo = (value: number): boolean => Number.isFinite(value) && Number.isInteger(Math.log2(Math.abs(value)));

/** Constants go to the right, so that x + 1 and 1 + x are one node and chains of constants meet. */
const constantsRight = (op: "add" | "mul", a: Tensor, b: Tensor, u: number | null, v: number | null): Tensor | null =>
  u !== null && v === null ? apply(op, [b, a], {}) : null;

/** (x op c) op d = x op (c op d) for scalars. */
function merge(op: "add" | "mul", a: Tensor, b: Tensor, v: number | null): Tensor | null {
  const inner = is(a, op);
  if (v === null || b.rank > 0 || !inner || !isFloat(a.dtype)) return null;
  const [x, c] = inner.inputs;
  const first = uniform(c);
  if (first === null || c.rank > 0) return null;
  return apply(op, [x, fill(op === "add" ? first + v : first * v, [], a.dtype)], {});
}

const bit = (truth: boolean): number => Number(truth);

/** Reducing axes of length one moves nothing. */
const reduceNothing = ([x]: readonly Tensor[], { axes }: OpAttributes["sum"]): Tensor | null =>
  axes.every((axis) => x.shape[axis] === 1) ? x : null;

const rules: { readonly [K in OpName]?: Rule<K> } = {
  neg([x], attributes, type) {
    const difference = is(x, "sub");
    return (
      is(x, "neg")?.inputs[0] ??
      (difference
        ? apply("sub", [difference.inputs[1], difference.inputs[0]], {})
        : foldUnary((v) => -v)([x], attributes, type))
    );
  },
  square: foldUnary((v) => v * v),
  sqrt: foldUnary(Math.sqrt),
  rsqrt: foldUnary((v) => 1 / Math.sqrt(v)),
  reciprocal: foldUnary((v) => 1 / v),
  exp: foldUnary(Math.exp),
  log: foldUnary(Math.log),
  cast([x], { to }) {
    if (x.dtype === to) return x;
    const value = uniform(x);
    if (value === null) return null;
    return fill(to === "bool" ? bit(value !== 0) : isFloat(to) ? value : Math.trunc(value), x.shape, to);
  },
  detach: ([x]) => (is(x, "fill") || is(x, "constant") || is(x, "detach") ? x : null),

  add: foldBinary(
    "add",
    (a, b) => a + b,
    (a, b, u, v) => {
      if (v === 0) return a;
      if (u === 0) return b;
      const negated = is(b, "neg")?.inputs[0];
      if (negated) return a.sub(negated);
      const minuend = is(a, "neg")?.inputs[0];
      if (minuend) return apply("sub", [b, minuend], {});
      return constantsRight("add", a, b, u, v) ?? merge("add", a, b, v);
    },
  ),
  sub: foldBinary(
    "sub",
    (a, b) => a - b,
    (a, b, u, v) => {
      if (v === 0) return a;
      if (u === 0) return b.neg();
      const negated = is(b, "neg")?.inputs[0];
      return negated ? a.add(negated) : null;
    },
  ),
  mul: foldBinary(
    "mul",
    (a, b) => a * b,
    (a, b, u, v) => {
      if (v === 1) return a;
      if (u === 1) return b;
      if (v === -1) return a.neg();
      return constantsRight("mul", a, b, u, v) ?? merge("mul", a, b, v);
    },
  ),
  div: foldBinary(
    "div",
    (a, b) => a / b,
    (a, b, _, v) => {
      if (v === 1) return a;
      // Exact, and meets other factors.
      return v !== null && isFloat(b.dtype) && powerOfTwo(v) ? a.mul(fill(1 / v, b.shape, b.dtype)) : null;
    },
  ),
  pow: foldBinary("pow", Math.pow, (a, _, __, v) => {
    if (v === 1) return a;
    if (v === 2) return a.square();
    if (v === 0.5) return a.sqrt();
    return v === -1 ? a.reciprocal() : null;
  }),
  minimum: foldBinary("minimum", Math.min),
  maximum: foldBinary("maximum", Math.max),
  less: foldBinary("less", (a, b) => bit(a < b)),
  lessEqual: foldBinary("lessEqual", (a, b) => bit(a <= b)),
  greater: foldBinary("greater", (a, b) => bit(a > b)),
  greaterEqual: foldBinary("greaterEqual", (a, b) => bit(a >= b)),
  equal: foldBinary("equal", (a, b) => bit(a === b)),
  where([condition, a, b], attributes, type) {
    const chosen = uniform(condition);
    if (chosen !== null) return (chosen ? a : b).expand(type.shape);
    if (uniform(a) !== null && uniform(a) === uniform(b)) return fill(uniform(a)!, type.shape, type.dtype);
    const left = shrink(a, condition, type);
    const right = shrink(b, condition, type);
    return left !== a || right !== b ? apply("where", [condition, left, right], attributes) : null;
  },

  sum: ([x], { axes }, { shape, dtype }) => {
    const value = uniform(x);
    const times = x.size / Math.max(1, sizeOf(shape));
    return value !== null && isFloat(dtype) ? fill(value * times, shape, dtype) : reduceNothing([x], { axes });
  },
  mean: ([x], { axes }, type) =>
    uniform(x) !== null ? fill(uniform(x)!, type.shape, type.dtype) : reduceNothing([x], { axes }),
  max: reduceNothing,
  min: reduceNothing,
  prod: reduceNothing,
  logSumExp: reduceNothing,

  reshape([x], _, { shape, dtype }) {
    if (sameShape(x.shape, shape)) return x;
    const value = uniform(x);
    if (value !== null) return fill(value, shape, dtype);
    const before = is(x, "reshape");
    return before ? apply("reshape", [before.inputs[0]], { shape }) : null;
  },
  transpose([x], { permutation }, { shape, dtype }) {
    const value = uniform(x);
    if (value !== null) return fill(value, shape, dtype);
    // Where only axes of length one move, the elements stay in order.
    const long = permutation.filter((axis) => x.shape[axis] !== 1);
    if (long.every((axis, i) => i === 0 || long[i - 1] < axis)) return x.reshape(...shape);
    const before = is(x, "transpose");
    return before
      ? apply("transpose", [before.inputs[0]], {
          permutation: permutation.map((axis) => before.attributes.permutation[axis]),
        })
      : null;
  },
  expand([x], _, { shape, dtype }) {
    if (sameShape(x.shape, shape)) return x;
    const value = uniform(x);
    if (value !== null) return fill(value, shape, dtype);
    const before = is(x, "expand");
    return before ? apply("expand", [before.inputs[0]], { shape }) : null;
  },
  slice([x], { step }, { shape, dtype }) {
    if (step === 1 && sameShape(x.shape, shape)) return x;
    const value = uniform(x);
    return value === null ? null : fill(value, shape, dtype);
  },
  pad: ([x], { before, after }) => ([...before, ...after].every((width) => width === 0) ? x : null),
  gather([x], _, { shape, dtype }) {
    const value = uniform(x);
    return value === null ? null : fill(value, shape, dtype);
  },

  matmul([a, b], { transposeA, transposeB }) {
    const transposedOperandA = swapLastTwo(a);
    const transposedOperandB = swapLastTwo(b);
    if (!transposedOperandA && !transposedOperandB) return null;
    return apply("matmul", [transposedOperandA ?? a, transposedOperandB ?? b], {
      transposeA: transposedOperandA ? !transposeA : transposeA,
      transposeB: transposedOperandB ? !transposeB : transposeB,
    });
  },
};

/** What lies under a transpose that swaps just the last two axes. */
function swapLastTwo(x: Tensor): Tensor | null {
  const node = is(x, "transpose");
  if (!node) return null;
  const { permutation } = node.attributes;
  const rank = permutation.length;
  const swaps = permutation.every((axis, i) => axis === (i < rank - 2 ? i : i === rank - 2 ? rank - 1 : rank - 2));
  return swaps ? node.inputs[0] : null;
}

/** A tensor that already is what the op would compute, or null. `type` is that of the op's first output. */
export function simplify<K extends OpName>(
  op: K,
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
  type: TensorType,
): Tensor | null {
  return (rules[op] as Rule<K> | undefined)?.(inputs, attributes, type) ?? null;
}
