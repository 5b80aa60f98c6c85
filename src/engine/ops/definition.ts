/** What a row of the op tables holds. The type is mapped over the ops' attributes, so a missing rule does not compile. */
import type { OnnxBuilder } from "../onnx/builder.ts";
import type { DType, Shape, TensorType } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Where a program is to run. CPU and WASM share their kernels. */
export type Target = "cpu" | "webgpu";

/** Attributes of an op that has none. */
export type None = Readonly<Record<string, never>>;

export interface Applied<A> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
}

export interface Backward<A> extends Applied<A> {
  /** The first output. */
  readonly output: Tensor;
  /** Cotangent of the first output. */
  readonly cotangent: Tensor;
  /** Cotangents of all outputs; zeros where nothing depends on one. */
  readonly cotangents: readonly Tensor[];
}

/** How a test makes an input: values drawn from a range, or given. */
export interface SampleInput {
  readonly shape: Shape;
  readonly dtype?: DType;
  readonly range?: readonly [number, number];
  readonly values?: readonly number[];
}

export interface Sample<A> {
  readonly inputs: readonly SampleInput[];
  readonly attributes: A;
}

export interface OpDef<A> {
  /** Type of the output (or of each output). Throws in the user's terms when the inputs do not fit. */
  infer(inputs: readonly Tensor[], attributes: A): TensorType | readonly TensorType[];
  /** Emits ONNX nodes and returns the names of the outputs. */
  lower(builder: OnnxBuilder, inputs: readonly string[], node: Applied<A>): string | readonly string[];
  /** Another graph for targets or dtypes that lack the kernel; null where `lower` will do. */
  decompose?(node: Applied<A>, target: Target): Tensor | readonly Tensor[] | null;
  /** One function per input that builds its cotangent; null where there is none. Only those that are needed are called. */
  readonly vjp: ((node: Backward<A>) => readonly ((() => Tensor) | null)[]) | null;
  /** Inputs that the op matrix runs on every backend; an empty list is for leaves only. */
  readonly samples: readonly Sample<A>[];
}

/** A family of ops: every op that has attributes declared must have its row. */
export type OpFamily<Attributes> = { readonly [K in keyof Attributes]: OpDef<Attributes[K]> };

export const none: None = {};

/** Shorthand for a float input drawn from a range (default -2..2). */
export const randomInput = (shape: Shape, lo = -2, hi = 2): SampleInput => ({ shape, range: [lo, hi] });

/** Shorthand for an input with given values. */
export const literalInput = (shape: Shape, values: readonly number[], dtype: DType = "float32"): SampleInput => ({
  shape,
  values,
  dtype,
});
