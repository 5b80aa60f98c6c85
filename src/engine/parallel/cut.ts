/** Cutting parameters into the parts of ranks, and putting them together again. */
import type { Shape } from "../shape.ts";

/** By columns: the last axis; by rows: the first one; whole: every rank has all of it. */
export type Cut = "columns" | "rows" | "whole";

/** A column cut of [n, m] keeps n rows of m / size; of a vector, which has one axis, its part. */
export function partShape(shape: Shape, cut: Cut, size: number): number[] {
  if (cut === "whole") return [...shape];
  const axis = cut === "rows" ? 0 : shape.length - 1;
  if (shape[axis] % size !== 0)
    throw new RangeError(`axis ${axis} of [${shape.join(", ")}] has no ${size} equal parts`);
  return shape.map((length, at) => (at === axis ? length / size : length));
}

/** Rank's part of the values, a copy. */
export function cutPart(values: Float32Array, shape: Shape, cut: Cut, rank: number, size: number): Float32Array {
  if (cut === "whole") return values.slice();
  const part = new Float32Array(partShape(shape, cut, size).reduce((product, length) => product * length, 1));
  eachRun(shape, cut, size, (whole, own, length) =>
    part.set(values.subarray(whole + rank * length, whole + (rank + 1) * length), own),
  );
  return part;
}

/** The values of which these are the parts, in the order of the ranks; of whole ones the first. */
export function joinParts(parts: readonly Float32Array[], shape: Shape, cut: Cut): Float32Array {
  if (cut === "whole") return parts[0].slice();
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
  for (const [rank, part] of parts.entries())
    eachRun(shape, cut, parts.length, (whole, own, length) =>
      values.set(part.subarray(own, own + length), whole + rank * length),
    );
  return values;
}

/** Runs of neighbours that stay together: where in the values those of rank 0 begin, where in its part, and how long a rank's is. */
function eachRun(
  shape: Shape,
  cut: "columns" | "rows",
  size: number,
  visit: (whole: number, own: number, length: number) => void,
): void {
  const count = shape.reduce((product, length) => product * length, 1);
  const across = cut === "rows" ? count : shape.at(-1)!;
  for (let start = 0; start < count; start += across) visit(start, start / size, across / size);
}
