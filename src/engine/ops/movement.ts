/** Ops that move elements without changing them: reshape, transpose, expand, slice, pad, concat, split. */
import { apply, applyAll } from "../node.ts";
import { broadcastsTo, sameShape, show, sizeOf, toAxis, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { unbroadcast } from "./binary.ts";
import { literalInput, randomInput, type OpFamily } from "./definition.ts";

export interface MovementAttributes {
  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  expand: { readonly shape: Shape };
  /** From `start` in `count` steps of `step`; negative steps walk backwards. */
  slice: { readonly axis: number; readonly start: number; readonly count: number; readonly step: number };
  pad: { readonly before: readonly number[]; readonly after: readonly number[]; readonly value: number };
  concat: { readonly axis: number };
  split: { readonly axis: number; readonly sizes: readonly number[] };
}

/** WebGPU binds at least eight storage buffers, so a split into more parts than this becomes slices. */
const mostSplitBuffers = 6;

export const movements: OpFamily<MovementAttributes> = {
  reshape: {
    infer([x], { shape }) {
      if (sizeOf(shape) !== x.size)
        throw new RangeError(
          `reshape: ${show(x.shape)} (${x.size} elements) does not fit ${show(shape)} (${sizeOf(shape)})`,
        );
      return { shape, dtype: x.dtype };
    },
    lower: (builder, [x], { attributes: { shape } }) => builder.add("Reshape", [x, builder.ints(shape)]),
    vjp: ({ inputs: [x], cotangent }) => [() => cotangent.reshape(...x.shape)],
    samples: [
      { inputs: [randomInput([2, 6])], attributes: { shape: [3, 4] } },
      { inputs: [randomInput([1, 1])], attributes: { shape: [] } },
    ],
  },
  transpose: {
    infer([x], { permutation }) {
      const sorted = [...permutation].sort((a, b) => a - b);
      if (permutation.length !== x.rank || sorted.some((axis, i) => axis !== i))
        throw new RangeError(`transpose: ${show(permutation)} does not permute the axes of ${show(x.shape)}`);
      return { shape: permutation.map((axis) => x.shape[axis]), dtype: x.dtype };
    },
    lower: (builder, inputs, { attributes: { permutation } }) =>
      builder.add("Transpose", inputs, { perm: permutation }),
    vjp: ({ cotangent, attributes: { permutation } }) => [() => cotangent.transpose(...inverse(permutation))],
    samples: [
      { inputs: [randomInput([2, 3, 4])], attributes: { permutation: [2, 0, 1] } },
      { inputs: [randomInput([3, 2])], attributes: { permutation: [1, 0] } },
    ],
  },
  expand: {
    infer([x], { shape }) {
      if (!broadcastsTo(x.shape, shape))
        throw new RangeError(`expand: ${show(x.shape)} does not broadcast to ${show(shape)}`);
      return { shape, dtype: x.dtype };
    },
    lower: (builder, [x], { attributes: { shape } }) => builder.add("Expand", [x, builder.ints(shape)]),
    vjp: ({ inputs: [x], cotangent }) => [() => unbroadcast(cotangent, x.shape)],
    samples: [
      { inputs: [randomInput([3, 1])], attributes: { shape: [2, 3, 4] } },
      { inputs: [randomInput([])], attributes: { shape: [2, 2] } },
    ],
  },
  slice: {
    infer: ([x], { axis, count }) => ({ shape: x.shape.map((n, i) => (i === axis ? count : n)), dtype: x.dtype }),
    lower(builder, [x], { attributes: { axis, start, count, step } }) {
      // One past the last element; going backwards that may be before the first, which ONNX spells "very negative".
      const end = start + step * count;
      return builder.add("Slice", [
        x,
        builder.ints([start]),
        builder.ints([end < 0 ? -1e9 : end]),
        builder.ints([axis]),
        builder.ints([step]),
      ]);
    },
    vjp: ({ inputs: [x], cotangent, attributes: { axis, start, count, step } }) => [
      () => {
        if (step < 0) {
          const flipped = apply("slice", [cotangent], { axis, start: count - 1, count, step: -1 });
          return scatterSteps(flipped, axis, start + step * (count - 1), -step, x.shape[axis]);
        }
        return scatterSteps(cotangent, axis, start, step, x.shape[axis]);
      },
    ],
    samples: [
      { inputs: [randomInput([3, 5])], attributes: { axis: 1, start: 1, count: 3, step: 1 } },
      { inputs: [randomInput([3, 7])], attributes: { axis: 1, start: 1, count: 3, step: 2 } },
      { inputs: [randomInput([5, 2])], attributes: { axis: 0, start: 4, count: 5, step: -1 } },
      { inputs: [randomInput([6])], attributes: { axis: 0, start: 5, count: 2, step: -3 } },
    ],
  },
  pad: {
    infer([x], { before, after }) {
      const shape = x.shape.map((n, i) => n + before[i] + after[i]);
      if (before.length !== x.rank || after.length !== x.rank || shape.some((n) => n < 0))
        throw new RangeError(`pad: ${show(before)} and ${show(after)} do not fit ${show(x.shape)}`);
      return { shape, dtype: x.dtype };
    },
    lower: (builder, [x], { attributes: { before, after, value }, outputs: [y] }) =>
      builder.add("Pad", [x, builder.ints([...before, ...after]), builder.scalar(value, y.dtype)], {
        mode: "constant",
      }),
    vjp: ({ cotangent, attributes: { before, after } }) => [
      () => apply("pad", [cotangent], { before: before.map((n) => -n), after: after.map((n) => -n), value: 0 }),
    ],
    samples: [
      { inputs: [randomInput([2, 3])], attributes: { before: [0, 1], after: [2, 1], value: 0 } },
      { inputs: [randomInput([4, 3])], attributes: { before: [-1, 1], after: [-1, 0], value: 1.5 } },
    ],
  },
  concat: {
    infer(inputs, { axis }) {
      const [first] = inputs;
      for (const other of inputs)
        if (other.dtype !== first.dtype || !sameShape(without(other.shape, axis), without(first.shape, axis)))
          throw new RangeError(
            `concat: ${other.dtype}${show(other.shape)} does not fit ${first.dtype}${show(first.shape)} along axis ${axis}`,
          );
      const length = inputs.reduce((sum, { shape }) => sum + shape[axis], 0);
      return { shape: first.shape.map((n, i) => (i === axis ? length : n)), dtype: first.dtype };
    },
    lower: (builder, inputs, { attributes }) => builder.add("Concat", inputs, { axis: attributes.axis }),
    vjp({ inputs, cotangent, attributes: { axis } }) {
      const sizes = inputs.map(({ shape }) => shape[axis]);
      return inputs.map((_, i) => () => applyAll("split", [cotangent], { axis, sizes })[i]);
    },
    samples: [
      { inputs: [randomInput([2, 3]), randomInput([2, 1]), randomInput([2, 2])], attributes: { axis: 1 } },
      { inputs: [randomInput([2, 3]), randomInput([1, 3])], attributes: { axis: 0 } },
    ],
  },
  split: {
    infer([x], { axis, sizes }) {
      if (sizes.reduce((a, b) => a + b, 0) !== x.shape[axis])
        throw new RangeError(
          `split: sizes ${show(sizes)} do not add up to ${x.shape[axis]} (axis ${axis} of ${show(x.shape)})`,
        );
      return sizes.map((size) => ({ shape: x.shape.map((n, i) => (i === axis ? size : n)), dtype: x.dtype }));
    },
    lower: (builder, [x], { attributes: { axis, sizes } }) =>
      builder.addAll("Split", [x, builder.ints(sizes)], { axis }, sizes.length),
    decompose({ inputs: [x], attributes: { axis, sizes } }, target) {
      if (target === "cpu" || sizes.length <= mostSplitBuffers) return null;
      let start = 0;
      return sizes.map((size) => {
        start += size;
        return apply("slice", [x], { axis, start: start - size, count: size, step: 1 });
      });
    },
    vjp: ({ cotangents, attributes: { axis } }) => [() => concat(cotangents, axis)],
    samples: [
      { inputs: [randomInput([2, 6])], attributes: { axis: 1, sizes: [1, 3, 2] } },
      { inputs: [randomInput([12, 2])], attributes: { axis: 0, sizes: Array.from({ length: 12 }, () => 1) } },
      { inputs: [literalInput([4], [1, 2, 3, 4], "int32")], attributes: { axis: 0, sizes: [2, 2] } },
    ],
  },
};

const without = (shape: Shape, axis: number): number[] => shape.filter((_, i) => i !== axis);

const inverse = (permutation: readonly number[]): number[] => permutation.map((_, axis) => permutation.indexOf(axis));

/** Puts the elements at start, start + step, ... of an axis of the given length, zeros between. */
export function scatterSteps(x: Tensor, axis: number, start: number, step: number, length: number): Tensor {
  const count = x.shape[axis];
  const zerosAt = (rank: number, at: number, n: number) => Array.from({ length: rank }, (_, i) => (i === at ? n : 0));
  let spread = x;
  if (step > 1) {
    const apart = x.unsqueeze(axis + 1);
    const padded = apply("pad", [apart], {
      before: zerosAt(apart.rank, axis + 1, 0),
      after: zerosAt(apart.rank, axis + 1, step - 1),
      value: 0,
    });
    spread = padded.reshape(...x.shape.map((n, i) => (i === axis ? count * step : n)));
  }
  const after = length - start - spread.shape[axis];
  return apply("pad", [spread], {
    before: zerosAt(x.rank, axis, start),
    after: zerosAt(x.rank, axis, after),
    value: 0,
  });
}

/** Joins tensors along an existing axis. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  if (tensors.length === 0) throw new RangeError("concat: no tensors");
  const counted = toAxis("concat", axis, tensors[0].rank);
  for (const { rank, shape } of tensors)
    if (rank !== tensors[0].rank)
      throw new RangeError(`concat: ranks differ: ${show(tensors[0].shape)} and ${show(shape)}`);
  return tensors.length === 1 ? tensors[0] : apply("concat", tensors, { axis: counted });
}

/** Joins tensors of one shape along a new axis. */
export const stack = (tensors: readonly Tensor[], axis = 0): Tensor =>
  concat(
    tensors.map((tensor) => tensor.unsqueeze(axis)),
    axis,
  );

/** Cuts an axis into equal parts (a number of them) or into parts of the given sizes. */
export function split(x: Tensor, parts: number | readonly number[], axis: number): readonly Tensor[] {
  const counted = toAxis("split", axis, x.rank);
  const length = x.shape[counted];
  if (typeof parts === "number" && (parts < 1 || length % parts !== 0))
    throw new RangeError(`split: axis ${axis} of ${show(x.shape)} does not divide into ${parts} equal parts`);
  const sizes = typeof parts === "number" ? Array.from({ length: parts }, () => length / parts) : [...parts];
  if (sizes.length === 1) return [x];
  return applyAll("split", [x], { axis: counted, sizes });
}

/** The slices along an axis, each without that axis. */
export const unstack = (x: Tensor, axis = 0): readonly Tensor[] =>
  split(x, x.shape[toAxis("unstack", axis, x.rank)], axis).map((part) => part.squeeze(axis));

/** Elements start, start + step, ... before end, like Python's x[start:end:step]; negative positions count from the end. */
export function slice(x: Tensor, axis: number, start?: number, end?: number, step = 1): Tensor {
  const counted = toAxis("slice", axis, x.rank);
  const length = x.shape[counted];
  if (!Number.isInteger(step) || step === 0) throw new RangeError(`slice: invalid step ${step}`);
  const bound = (at: number, lo: number, hi: number) => Math.min(hi, Math.max(lo, at < 0 ? at + length : at));
  const first = step > 0 ? bound(start ?? 0, 0, length) : bound(start ?? length - 1, -1, length - 1);
  const last = step > 0 ? bound(end ?? length, 0, length) : end === undefined ? -1 : bound(end, -1, length - 1);
  const count = Math.max(0, Math.ceil((last - first) / step));
  return apply("slice", [x], { axis: counted, start: first, count, step });
}

export type PadMode = "constant" | "reflect" | "edge" | "wrap";

/**
 * Pads each axis by [before, after]. `reflect` mirrors without repeating the border, `edge` repeats it, `wrap` goes round.
 * These three are built from slices, so that the gradient follows them.
 */
export function pad(
  x: Tensor,
  widths: readonly (readonly [number, number])[],
  { mode = "constant", value = 0 }: { mode?: PadMode; value?: number } = {},
): Tensor {
  if (widths.length !== x.rank) throw new RangeError(`pad: ${widths.length} widths for ${show(x.shape)}`);
  if (mode === "constant")
    return apply("pad", [x], {
      before: widths.map(([before]) => before),
      after: widths.map(([, after]) => after),
      value,
    });
  return widths.reduce((padded, [before, after], axis) => padAxis(padded, axis, before, after, mode), x);
}

function padAxis(x: Tensor, axis: number, before: number, after: number, mode: Exclude<PadMode, "constant">): Tensor {
  const n = x.shape[axis];
  const most = mode === "reflect" ? n - 1 : mode === "wrap" ? n : Infinity;
  if (before < 0 || after < 0 || before > most || after > most)
    throw new RangeError(`pad: ${mode} by [${before},${after}] does not fit axis ${axis} of ${show(x.shape)}`);
  const take = (start: number, count: number, step = 1) => apply("slice", [x], { axis, start, count, step });
  const widened = (edge: Tensor, count: number) =>
    edge.expand(x.shape.map((length, i) => (i === axis ? count : length)));
  const parts = {
    reflect: () => [take(before, before, -1), x, take(n - 2, after, -1)],
    edge: () => [widened(take(0, 1), before), x, widened(take(n - 1, 1), after)],
    wrap: () => [take(n - before, before), x, take(0, after)],
  }[mode]();
  return concat(
    parts.filter((part) => part.shape[axis] > 0),
    axis,
  );
}
