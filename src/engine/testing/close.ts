/** Compares numbers with a tolerance: |a - b| <= absolute + relative |b|. */
import type {} from "vitest";
import { numbers, type TypedArray } from "../values.ts";

/** A value, a typed array, a number or nested arrays of numbers. */
export type NumbersLike = { readonly data: TypedArray } | TypedArray | number | readonly unknown[];

function flat(values: NumbersLike): number[] {
  if (typeof values === "number") return [values];
  if (ArrayBuffer.isView(values)) return numbers(values);
  if (Array.isArray(values)) return values.flatMap((value) => flat(value as NumbersLike));
  return numbers((values as { data: TypedArray }).data);
}

export interface Tolerance {
  readonly relative?: number;
  readonly absolute?: number;
}

/** Null when all are close, else a sentence about the worst pair. */
export function closeness(
  got: NumbersLike,
  wanted: NumbersLike,
  { relative = 1e-4, absolute = 1e-5 }: Tolerance = {},
): string | null {
  const a = flat(got);
  const b = flat(wanted);
  if (a.length !== b.length) return `${a.length} values instead of ${b.length}`;
  let worst = -1;
  let excess = 0;
  a.forEach((value, i) => {
    if (Object.is(value, b[i]) || value === b[i]) return;
    const over = Math.abs(value - b[i]) - (absolute + relative * Math.abs(b[i]));
    if (Number.isNaN(over) || over > excess) {
      worst = i;
      excess = Number.isNaN(over) ? Infinity : over;
    }
  });
  return worst < 0 ? null : `${a[worst]} instead of ${b[worst]} at position ${worst}`;
}

interface Matchers {
  toBeCloseToTensor(wanted: NumbersLike, tolerance?: Tolerance): void;
}

declare module "vitest" {
  // Vitest finds matchers by declaration merging; the type parameter must be repeated.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type, @typescript-eslint/no-explicit-any
  interface Assertion<T = any> extends Matchers {}
}

/** Adds `toBeCloseToTensor` to vitest's expect: `registerMatchers(expect)` at the head of a test file. */
export function registerMatchers(expect: { extend(matchers: Record<string, unknown>): void }): void {
  expect.extend({
    toBeCloseToTensor(got: NumbersLike, wanted: NumbersLike, tolerance?: Tolerance) {
      const problem = closeness(got, wanted, tolerance);
      return {
        pass: problem === null,
        message: () => (problem === null ? "the tensors are close" : `expected the tensors to be close: ${problem}`),
      };
    },
  });
}
