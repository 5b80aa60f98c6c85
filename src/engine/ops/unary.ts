/** Functions of one tensor, element by element. */
import { apply } from "../node.ts";
import { isFloat, type DType } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { fill } from "./leaf.ts";
import { where } from "./binary.ts";
import { float, type EmitAttributes } from "../onnx/builder.ts";
import { elementTypes } from "../onnx/encode.ts";
import {
  literalInput,
  randomInput,
  none,
  type Backward,
  type OpFamily,
  type None,
  type OpDef,
  type Sample,
  type Target,
} from "./definition.ts";

export interface UnaryAttributes {
  neg: None;
  abs: None;
  sign: None;
  reciprocal: None;
  square: None;
  sqrt: None;
  rsqrt: None;
  exp: None;
  log: None;
  erf: None;
  sin: None;
  cos: None;
  tanh: None;
  sigmoid: None;
  softplus: None;
  floor: None;
  ceil: None;
  /** Half to even, as ONNX, numpy and torch do. */
  round: None;
  relu: None;
  elu: { readonly alpha: number };
  leakyRelu: { readonly slope: number };
  gelu: { readonly approximate: "none" | "tanh" };
  clip: { readonly lo: number; readonly hi: number };
  not: None;
  cast: { readonly to: DType };
}

interface Rule<A> {
  /** Derivative times cotangent: `x` is the input, `y` the output, `g` the cotangent. Null: zero everywhere. */
  readonly slope: ((x: Tensor, y: Tensor, g: Tensor, attributes: A) => Tensor) | null;
  readonly samples?: readonly Sample<A>[];
  readonly ints?: boolean;
  readonly attributes?: (attributes: A) => EmitAttributes;
  readonly decompose?: (x: Tensor, target: Target, attributes: A) => Tensor | null;
}

/** A float function with an ONNX op of its own. `samples` default to one draw from -2..2. */
function unary<A = None>(op: string, onnx: string, rule: Rule<A>): OpDef<A> {
  const { slope, decompose, attributes } = rule;
  return {
    infer([x]) {
      if (!isFloat(x.dtype) && !(rule.ints && x.dtype === "int32"))
        throw new TypeError(`${op}: needs a float tensor, got ${x.dtype}`);
      return x;
    },
    lower: (builder, inputs, node) => builder.add(onnx, inputs, attributes?.(node.attributes)),
    decompose: decompose && (({ inputs: [x], attributes }, target) => decompose(x, target, attributes)),
    vjp:
      slope &&
      (({ inputs: [x], output, cotangent, attributes }: Backward<A>) => [
        () => slope(x, output, cotangent, attributes),
      ]),
    samples: rule.samples ?? [{ inputs: [randomInput([2, 3])], attributes: none as A }],
  };
}

const positive = [{ inputs: [randomInput([2, 3], 0.2, 3)], attributes: none }];
/** Away from the whole numbers and halves, where steps jump. */
const between = [{ inputs: [literalInput([6], [-1.7, -0.7, 0.2, 0.8, 1.3, 2.3])], attributes: none }];

export const unaries: OpFamily<UnaryAttributes> = {
  neg: unary("neg", "Neg", { slope: (_x, _y, g) => g.neg(), ints: true }),
  abs: unary("abs", "Abs", { slope: (x, _y, g) => g.mul(x.sign()) }),
  sign: unary("sign", "Sign", {
    slope: null,
    samples: between,
    decompose: (x, target) => (target === "webgpu" ? x.greater(0).cast(x.dtype).sub(x.less(0).cast(x.dtype)) : null),
  }),
  reciprocal: unary("reciprocal", "Reciprocal", { slope: (_x, y, g) => g.mul(y.square()).neg(), samples: positive }),
  square: {
    ...unary("square", "Mul", { slope: (x, _y, g) => g.mul(x).mul(2) }),
    lower: (builder, [x]) => builder.add("Mul", [x, x]),
  },
  sqrt: unary("sqrt", "Sqrt", { slope: (_x, y, g) => g.mul(0.5).div(y), samples: positive }),
  rsqrt: {
    ...unary("rsqrt", "Sqrt", { slope: (_x, y, g) => g.mul(-0.5).mul(y.square().mul(y)), samples: positive }),
    lower: (builder, [x]) => builder.add("Reciprocal", [builder.add("Sqrt", [x])]),
  },
  exp: unary("exp", "Exp", { slope: (_x, y, g) => g.mul(y) }),
  log: unary("log", "Log", { slope: (x, _y, g) => g.div(x), samples: positive }),
  erf: unary("erf", "Erf", {
    slope: (x, _y, g) =>
      g.mul(
        x
          .square()
          .neg()
          .exp()
          .mul(2 / Math.sqrt(Math.PI)),
      ),
    decompose: (x) => (x.dtype === "float64" ? erfSeries(x) : null),
  }),
  sin: unary("sin", "Sin", { slope: (x, _y, g) => g.mul(x.cos()) }),
  cos: unary("cos", "Cos", {
    slope: (x, _y, g) => g.mul(x.sin()).neg(),
    decompose: (x) => (x.dtype === "float64" ? x.add(Math.PI / 2).sin() : null),
  }),
  tanh: unary("tanh", "Tanh", { slope: (_x, y, g) => g.mul(y.square().neg().add(1)) }),
  sigmoid: unary("sigmoid", "Sigmoid", { slope: (_x, y, g) => g.mul(y.mul(y.neg().add(1))) }),
  softplus: unary("softplus", "Softplus", {
    slope: (x, _y, g) => g.mul(x.sigmoid()),
    decompose: (x) => (x.dtype === "float64" ? x.relu().add(x.abs().neg().exp().add(1).log()) : null),
  }),
  floor: unary("floor", "Floor", { slope: null, samples: between }),
  ceil: unary("ceil", "Ceil", { slope: null, samples: between }),
  round: unary("round", "Round", {
    slope: null,
    samples: [...between, { inputs: [literalInput([4], [0.5, 1.5, -0.5, 2.5])], attributes: none }],
    decompose: (x, target) => (target === "webgpu" ? roundHalfToEven(x) : null),
  }),
  relu: unary("relu", "Relu", { slope: (x, _y, g) => g.mul(x.greater(0).cast(x.dtype)) }),
  elu: unary("elu", "Elu", {
    slope: (x, y, g, { alpha }) => g.mul(where(x.greater(0), 1, y.add(alpha))),
    attributes: ({ alpha }) => ({ alpha: float(alpha) }),
    samples: [
      { inputs: [randomInput([2, 3])], attributes: { alpha: 1 } },
      { inputs: [randomInput([5])], attributes: { alpha: 0.5 } },
    ],
    decompose: (x, _, { alpha }) => (x.dtype === "float64" ? x.relu().add(x.minimum(0).exp().sub(1).mul(alpha)) : null),
  }),
  leakyRelu: unary("leakyRelu", "LeakyRelu", {
    slope: (x, _y, g, { slope }) => g.mul(where(x.greater(0), 1, fill(slope, [], x.dtype))),
    attributes: ({ slope }) => ({ alpha: float(slope) }),
    samples: [{ inputs: [randomInput([2, 3])], attributes: { slope: 0.1 } }],
    decompose: (x, _, { slope }) => (x.dtype === "float64" ? x.relu().add(x.minimum(0).mul(slope)) : null),
  }),
  gelu: unary("gelu", "Gelu", {
    // Halved first: where the cotangent comes from a matrix product, ONNX Runtime halves inside the product.
    slope: (x, _y, g, { approximate }) =>
      g.mul(0.5).mul(approximate === "none" ? twiceGeluSlope(x) : twiceGeluTanhSlope(x)),
    attributes: ({ approximate }) => ({ approximate }),
    samples: [
      { inputs: [randomInput([2, 3])], attributes: { approximate: "none" } },
      { inputs: [randomInput([2, 3])], attributes: { approximate: "tanh" } },
    ],
    decompose: (x, _, { approximate }) =>
      x.dtype === "float64" ? x.mul(approximate === "none" ? normalCdf(x) : tanhCdf(x)) : null,
  }),
  clip: {
    ...unary<UnaryAttributes["clip"]>("clip", "Clip", {
      ints: true,
      slope: (x, _y, g, { lo, hi }) => g.mul(x.greaterEqual(lo).and(x.lessEqual(hi)).cast(x.dtype)),
      samples: [{ inputs: [randomInput([2, 3])], attributes: { lo: -1, hi: 0.5 } }],
    }),
    lower: (builder, [x], { inputs: [{ dtype }], attributes: { lo, hi } }) =>
      builder.add("Clip", [
        x,
        Number.isFinite(lo) ? builder.scalar(lo, dtype) : "",
        Number.isFinite(hi) ? builder.scalar(hi, dtype) : "",
      ]),
  },
  not: {
    infer([x]) {
      if (x.dtype !== "bool") throw new TypeError(`not: needs a bool tensor, got ${x.dtype}`);
      return x;
    },
    lower: (builder, inputs) => builder.add("Not", inputs),
    vjp: null,
    samples: [{ inputs: [literalInput([3], [1, 0, 1], "bool")], attributes: none }],
  },
  cast: {
    infer: ([x], { to }) => ({ shape: x.shape, dtype: to }),
    lower: (builder, inputs, { attributes }) => builder.add("Cast", inputs, { to: elementTypes[attributes.to] }),
    vjp: ({ inputs: [x], cotangent, attributes }) => [
      isFloat(x.dtype) && isFloat(attributes.to) ? () => cotangent.cast(x.dtype) : null,
    ],
    samples: [
      { inputs: [randomInput([2, 3])], attributes: { to: "int32" } },
      { inputs: [literalInput([3], [1, 0, 1], "bool")], attributes: { to: "float32" } },
      { inputs: [literalInput([3], [1, -7, 3], "int32")], attributes: { to: "float32" } },
    ],
  },
};

/** Phi, the distribution function of the standard normal. */
const normalCdf = (x: Tensor): Tensor => x.mul(Math.SQRT1_2).erf().add(1).mul(0.5);

/** 2 (Phi(x) + x phi(x)) = erf(u) + 2/sqrt(pi) u exp(-u^2) + 1 with u = x / sqrt(2): eight passes over the elements. */
function twiceGeluSlope(x: Tensor): Tensor {
  const u = x.mul(Math.SQRT1_2);
  const bump = u
    .square()
    .neg()
    .add(Math.log(2 / Math.sqrt(Math.PI)))
    .exp()
    .mul(u);
  return u.erf().add(bump).add(1);
}

const cubic = 0.044715;
const tanhArgument = (x: Tensor): Tensor =>
  x.mul(
    x
      .square()
      .mul(cubic * Math.sqrt(2 / Math.PI))
      .add(Math.sqrt(2 / Math.PI)),
  );
const tanhCdf = (x: Tensor): Tensor => tanhArgument(x).tanh().add(1).mul(0.5);

function twiceGeluTanhSlope(x: Tensor): Tensor {
  const t = tanhArgument(x).tanh();
  const inner = x
    .square()
    .mul(3 * cubic * Math.sqrt(2 / Math.PI))
    .add(Math.sqrt(2 / Math.PI));
  return t.add(1).add(x.mul(t.square().neg().add(1)).mul(inner));
}

/**
 * erf in double precision, which no provider has a kernel for; gradient checks need it.
 * 2/sqrt(pi) exp(-x^2) sum_n 2^n x^(2n+1) / (2n+1)!! (Abramowitz & Stegun 7.1.6), good to 1e-12 for |x| <= 4.
 */
function erfSeries(x: Tensor): Tensor {
  const inside = x.clip(-4, 4);
  const square = inside.square();
  let sum: Tensor = square.mul(2 / (2 * 80 + 1)).add(1);
  for (let n = 79; n >= 1; n--)
    sum = sum
      .mul(square)
      .mul(2 / (2 * n + 1))
      .add(1);
  return sum
    .mul(inside)
    .mul(square.neg().exp())
    .mul(2 / Math.sqrt(Math.PI));
}

/** x - floor(x) against one half decides; at a tie the even neighbour wins. */
function roundHalfToEven(x: Tensor): Tensor {
  const low = x.floor();
  const rest = x.sub(low);
  const odd = low.sub(low.mul(0.5).floor().mul(2)).greater(0.5);
  const up = rest.greater(0.5).or(rest.equal(0.5).and(odd));
  return low.add(up.cast(x.dtype));
}

/** x in another dtype. Only between floats does a gradient pass. */
export const cast = (x: Tensor, to: DType): Tensor => apply("cast", [x], { to });
