/** Leaves of the graph: constants, uniform constants, and what is fed from outside. */
import { apply } from "../node.ts";
import { checkShape, sameShape, show, sizeOf, type DType, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { typedArray, toTyped, type TypedArray } from "../values.ts";
import type { OpFamily } from "./definition.ts";

export interface LeafAttributes {
  constant: { readonly data: TypedArray; readonly shape: Shape; readonly dtype: DType };
  /** One value everywhere: kept as a number, so that it folds and never takes memory before it must. */
  fill: { readonly value: number; readonly shape: Shape; readonly dtype: DType };
  input: {
    readonly name: string;
    readonly shape: Shape;
    readonly dtype: DType;
    readonly kind: "input" | "parameter" | "state" | "noise";
    /** Scopes number themselves, so that parameters of two models never meet by accident. */
    readonly owner: number;
  };
}

/** Above this size a uniform constant is made by a node instead of stored in the model. */
const storedFill = 1024;

export const leaf: OpFamily<LeafAttributes> = {
  constant: {
    infer: (_, { shape, dtype }) => ({ shape, dtype }),
    lower: (builder, _, { attributes: { data, shape, dtype } }) => builder.tensor(data, shape, dtype),
    vjp: null,
    samples: [],
  },
  fill: {
    infer: (_, { shape, dtype }) => ({ shape, dtype }),
    lower(builder, _, { attributes: { value, shape, dtype } }) {
      const size = sizeOf(shape);
      if (size <= storedFill || builder.target === "webgpu")
        return builder.tensor(typedArray(dtype, size, value), shape, dtype);
      return builder.add("ConstantOfShape", [builder.ints(shape)], {
        value: { data: typedArray(dtype, 1, value), shape: [1], dtype },
      });
    },
    vjp: null,
    samples: [],
  },
  input: {
    infer: (_, { shape, dtype }) => ({ shape, dtype }),
    lower: (_emit, _, { attributes: { name } }) => name,
    vjp: null,
    samples: [],
  },
};

export type Nested = number | boolean | readonly Nested[];

function shapeOfNested(values: Nested): number[] {
  if (!Array.isArray(values)) return [];
  const inner = values.map(shapeOfNested);
  for (const shape of inner)
    if (!sameShape(shape, inner[0]))
      throw new RangeError(`constant: ragged array (${show(shape)} beside ${show(inner[0])})`);
  return [values.length, ...(inner[0] ?? [])];
}

/** Flattens to any depth without spreading, so that a million values do not overflow the stack. */
function flatten(values: Nested, into: number[] = []): number[] {
  if (Array.isArray(values)) for (const value of values as readonly Nested[]) flatten(value, into);
  else into.push(Number(values));
  return into;
}

/**
 * A constant from a number, a nested array or a typed array.
 *
 * The dtype defaults to float32 for numbers, and to the array's own type for typed arrays; the shape to that of the nesting.
 * Throws when the array is ragged, or when its size is not the shape's.
 */
export function constant(values: Nested | TypedArray, options: { shape?: Shape; dtype?: DType } = {}): Tensor {
  const typed = ArrayBuffer.isView(values) ? (values as TypedArray) : null;
  const nested = typed === null ? (values as Nested) : null;
  const flat: ArrayLike<number | bigint> = typed ?? flatten(nested!);
  const shape = options.shape ?? (typed ? [typed.length] : shapeOfNested(nested!));
  checkShape("constant", shape);
  if (flat.length !== sizeOf(shape))
    throw new RangeError(`constant: ${flat.length} values do not fill ${show(shape)} (${sizeOf(shape)})`);
  const dtype = options.dtype ?? (typed ? dtypeOfArray(typed) : "float32");
  const data = toTyped(dtype, flat);
  const uniform = data.length > 0 && data.every((value: number | bigint) => Object.is(value, data[0]));
  return uniform ? fill(Number(data[0]), shape, dtype) : apply("constant", [], { data, shape, dtype });
}

function dtypeOfArray(array: TypedArray): DType {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  if (array instanceof Int32Array) return "int32";
  if (array instanceof BigInt64Array) return "int64";
  if (array instanceof Int8Array) return "int8";
  if (array instanceof Uint8Array) return "uint8";
  throw new TypeError(`constant: unsupported array ${Object.prototype.toString.call(array)}`);
}

/** The same value everywhere. */
export function fill(value: number, shape: Shape = [], dtype: DType = "float32"): Tensor {
  checkShape("fill", shape);
  return apply("fill", [], { value, shape, dtype });
}

/** 0, 1, ..., length - 1. */
export const iota = (length: number, dtype: DType = "int32"): Tensor =>
  constant(
    toTyped(
      dtype,
      Array.from({ length }, (_, i) => i),
    ),
  );

/** A tensor that is fed when the program runs. */
export function input(name: string, shape: Shape, dtype: DType = "float32"): Tensor {
  checkShape(`input ${name}`, shape);
  return apply("input", [], { name, shape, dtype, kind: "input", owner: 0 });
}
