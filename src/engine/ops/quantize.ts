/** Eight-bit integers: quantize, multiply, dequantize. ONNX Runtime has these on CPU and WASM only. */
import { apply, applyAll } from "../node.ts";
import { broadcastShapes, sameShape, show, toAxis, type DType } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { literalInput, randomInput, none, type OpFamily, type None } from "./definition.ts";
import { customGradient } from "./special.ts";

export interface QuantizeAttributes {
  quantize: { readonly axis: number; readonly to: "int8" | "uint8" };
  dequantize: { readonly axis: number };
  /** Outputs: uint8 values, the scale, the zero point. */
  dynamicQuantize: None;
  matmulInteger: None;
}

const isByte = (dtype: DType): boolean => dtype === "int8" || dtype === "uint8";

function checkScale(op: string, x: Tensor, scale: Tensor, axis: number): void {
  if (scale.rank > 0 && !sameShape(scale.shape, [x.shape[axis]]))
    throw new RangeError(
      `${op}: scale ${show(scale.shape)} must be a scalar or [${x.shape[axis]}] (axis ${axis} of ${show(x.shape)})`,
    );
}

export const quantization: OpFamily<QuantizeAttributes> = {
  quantize: {
    infer([x, scale, zero], { axis, to }) {
      checkScale("quantize", x, scale, axis);
      if (zero.dtype !== to || !sameShape(zero.shape, scale.shape))
        throw new TypeError(`quantize: the zero point is ${zero}, needs ${to}${show(scale.shape)}`);
      return { shape: x.shape, dtype: to };
    },
    lower: (builder, inputs, { attributes: { axis } }) => builder.add("QuantizeLinear", inputs, { axis }),
    vjp: null,
    samples: [
      {
        inputs: [randomInput([2, 3]), literalInput([], [0.02]), literalInput([], [3], "int8")],
        attributes: { axis: 0, to: "int8" },
      },
      {
        inputs: [randomInput([2, 3]), literalInput([3], [0.02, 0.01, 0.05]), literalInput([3], [0, 128, 7], "uint8")],
        attributes: { axis: 1, to: "uint8" },
      },
    ],
  },
  dequantize: {
    infer([x, scale, zero], { axis }) {
      checkScale("dequantize", x, scale, axis);
      if (zero.dtype !== x.dtype)
        throw new TypeError(`dequantize: the zero point is ${zero.dtype}, the values are ${x.dtype}`);
      return { shape: x.shape, dtype: "float32" };
    },
    lower: (builder, inputs, { attributes: { axis } }) => builder.add("DequantizeLinear", inputs, { axis }),
    vjp: null,
    samples: [
      {
        inputs: [literalInput([4], [-128, 0, 5, 127], "int8"), literalInput([], [0.02]), literalInput([], [3], "int8")],
        attributes: { axis: 0 },
      },
    ],
  },
  dynamicQuantize: {
    infer: ([x]) => [
      { shape: x.shape, dtype: "uint8" },
      { shape: [], dtype: "float32" },
      { shape: [], dtype: "uint8" },
    ],
    lower: (builder, inputs) => builder.addAll("DynamicQuantizeLinear", inputs, {}, 3),
    vjp: null,
    samples: [{ inputs: [literalInput([4], [-1, 0.25, 0.5, 2])], attributes: none }],
  },
  matmulInteger: {
    infer([a, b]) {
      if (!isByte(a.dtype) || !isByte(b.dtype))
        throw new TypeError(`matmulInteger: needs int8 or uint8, got ${a.dtype} and ${b.dtype}`);
      const inner = a.shape.at(-1);
      if (a.rank < 2 || b.rank < 2 || inner !== b.shape.at(-2))
        throw new RangeError(`matmulInteger: inner sizes differ: ${show(a.shape)} x ${show(b.shape)}`);
      const batch = broadcastShapes("matmulInteger", a.shape.slice(0, -2), b.shape.slice(0, -2));
      return { shape: [...batch, a.shape.at(-2)!, b.shape.at(-1)!], dtype: "int32" };
    },
    lower: (builder, inputs) => builder.add("MatMulInteger", inputs),
    vjp: null,
    samples: [
      {
        inputs: [
          literalInput([2, 2], [1, 2, 250, 4], "uint8"),
          literalInput([2, 2], [1, -2, 3, 4], "int8"),
          literalInput([], [2], "uint8"),
          literalInput([], [0], "int8"),
        ],
        attributes: none,
      },
    ],
  },
};

/** round(x / scale) + zero, saturated. The scale is a scalar, or one per position of `axis`. */
export const quantize = (x: Tensor, scale: Tensor, zero: Tensor, { axis = -1 } = {}): Tensor =>
  apply("quantize", [x, scale, zero], {
    axis: toAxis("quantize", axis, Math.max(1, x.rank)),
    to: zero.dtype as "int8",
  });

/** (x - zero) * scale. */
export const dequantize = (x: Tensor, scale: Tensor, zero: Tensor, { axis = -1 } = {}): Tensor =>
  apply("dequantize", [x, scale, zero], { axis: toAxis("dequantize", axis, Math.max(1, x.rank)) });

/** x as uint8 with the scale and zero point that cover its range (and zero). */
export function dynamicQuantize(x: Tensor): { values: Tensor; scale: Tensor; zero: Tensor } {
  const [values, scale, zero] = applyAll("dynamicQuantize", [x], none);
  return { values, scale, zero };
}

/** (a - aZero) (b - bZero) in int32; the zero points are scalars of their matrix's dtype. */
export const matmulInteger = (a: Tensor, b: Tensor, aZero: Tensor, bZero: Tensor): Tensor =>
  apply("matmulInteger", [a, b, aZero, bZero], none);

/** dequantize(quantize(x)): what eight bits leave of x. The gradient passes straight through (Jacob et al. 2017, section 3). */
export const fakeQuantize = (x: Tensor, scale: Tensor, zero: Tensor, options: { axis?: number } = {}): Tensor =>
  customGradient(
    (value) => dequantize(quantize(value, scale, zero, options), scale, zero, options),
    (cotangent) => [cotangent],
  )(x);
