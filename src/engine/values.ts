/** Typed arrays: what goes into a program and what comes out. */
import type { DType, Shape } from "./shape.ts";

export type TypedArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

/** What a program returns for one output. Bool is a Uint8Array of zeros and ones. */
export interface Value {
  readonly data: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
} as const;

/** A new array of `size` elements, all `value`. */
export function typedArray(dtype: DType, size: number, value = 0): TypedArray {
  if (dtype === "int64") return new BigInt64Array(size).fill(BigInt(value));
  const array = new arrays[dtype](size);
  array.fill(value);
  return array;
}

/** A copy of the values with the elements of `dtype`. */
export function toTyped(dtype: DType, values: ArrayLike<number | bigint>): TypedArray {
  if (dtype === "int64") return BigInt64Array.from(values as ArrayLike<bigint>, (value) => BigInt(value));
  if (dtype === "bool") return Uint8Array.from(values as ArrayLike<number>, (value) => Number(Boolean(value)));
  const plain = values instanceof BigInt64Array ? Array.from(values, Number) : (values as ArrayLike<number>);
  return new arrays[dtype](plain);
}

/** Whether the array holds elements of `dtype` (bool travels as bytes). */
export const holds = (dtype: DType, array: unknown): array is TypedArray => array instanceof arrays[dtype];

/** The values as plain numbers. */
export const numbers = (values: TypedArray): number[] => Array.from(values as ArrayLike<number | bigint>, Number);

/** The bytes under a typed array, without a copy. */
export const bytesOf = (array: TypedArray): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
