/** Shapes and element types: how they broadcast, what an axis means, and how an error spells them. */

export type DType = "float32" | "float64" | "int32" | "int64" | "bool" | "int8" | "uint8";
export type Shape = readonly number[];
/** One axis or several; negative axes count from the end. */
export type Axes = number | readonly number[];

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Bytes of one element. */
export const bytesPerElement: Record<DType, number> = {
  float32: 4,
  float64: 8,
  int32: 4,
  int64: 8,
  bool: 1,
  int8: 1,
  uint8: 1,
};

export const isFloat = (dtype: DType): boolean => dtype === "float32" || dtype === "float64";

export const sizeOf = (shape: Shape): number => shape.reduce((size, length) => size * length, 1);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

/** `[2,3]`, as errors print it. */
export const show = (shape: Shape): string => `[${shape.join(",")}]`;

/** `float32[2,3]`. */
export const showType = ({ dtype, shape }: TensorType): string => `${dtype}${show(shape)}`;

export function checkShape(op: string, shape: Shape): void {
  for (const length of shape)
    if (!Number.isInteger(length) || length < 0) throw new RangeError(`${op}: invalid shape ${show(shape)}`);
}

/** The axis counted from the start. Throws when the axis does not exist. */
export function toAxis(op: string, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || counted < 0 || counted >= rank)
    throw new RangeError(`${op}: invalid axis ${axis} (rank ${rank})`);
  return counted;
}

/** Sorted axes counted from the start; `undefined` means all of them. */
export function toAxes(op: string, axes: Axes | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const counted = (typeof axes === "number" ? [axes] : [...axes]).map((axis) => toAxis(op, axis, rank));
  if (new Set(counted).size !== counted.length) throw new RangeError(`${op}: axis given twice in ${show(counted)}`);
  return counted.sort((a, b) => a - b);
}

/** The shape that both broadcast to, by numpy's rule. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let i = 0; i < rank; i++) {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left !== right && left !== 1 && right !== 1)
      throw new RangeError(
        `${op}: shapes do not broadcast: ${show(a)} and ${show(b)} (${left} and ${right} at axis ${i - rank})`,
      );
    result.push(left === 1 ? right : left);
  }
  return result;
}

/** Whether `from` broadcasts to exactly `to`. */
export function broadcastsTo(from: Shape, to: Shape): boolean {
  if (from.length > to.length) return false;
  return from.every((length, i) => length === 1 || length === to[to.length - from.length + i]);
}

/** The axes of `to` along which a tensor of shape `from` is repeated by broadcasting. */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const lead = to.length - from.length;
  return [...to.keys()].filter((axis) => axis < lead || (from[axis - lead] === 1 && to[axis] !== 1));
}
