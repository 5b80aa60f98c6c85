/** Reading and writing by position: gather, scatter, top-k. Positions are int32 inside; top-k returns ONNX's own int64. */
import { apply, applyAll } from "../node.ts";
import { sameShape, show, toAxis } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { fill, iota } from "./leaf.ts";
import { literalInput, randomInput, type OpFamily } from "./definition.ts";

interface Along {
  readonly axis: number;
}

export interface IndexAttributes {
  gather: Along;
  gatherElements: Along;
  scatterElements: Along & { readonly reduction: "none" | "add" };
  topK: Along & { readonly k: number; readonly largest: boolean };
}

function checkIndices(op: string, indices: Tensor): void {
  if (indices.dtype !== "int32" && indices.dtype !== "int64")
    throw new TypeError(`${op}: indices must be int32 or int64, got ${indices.dtype}`);
}

const positions = literalInput([2, 2], [2, 0, 1, 2], "int32");

export const indexing: OpFamily<IndexAttributes> = {
  gather: {
    infer([x, indices], { axis }) {
      checkIndices("gather", indices);
      return { shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], dtype: x.dtype };
    },
    lower: (builder, inputs, { attributes: { axis } }) => builder.add("Gather", inputs, { axis }),
    vjp: ({ inputs: [x, indices], cotangent, attributes: { axis } }) => [
      () => {
        // Flatten the positions to one axis, then add each row of the cotangent where it was read.
        const flat = x.shape.map((length, i) => (i === axis ? indices.size : length));
        const at = indices.reshape(...x.shape.map((_, i) => (i === axis ? indices.size : 1))).expand(flat);
        return scatterElements(fill(0, x.shape, x.dtype), at, cotangent.reshape(...flat), axis, "add");
      },
      null,
    ],
    samples: [
      { inputs: [randomInput([3, 4]), positions], attributes: { axis: 0 } },
      { inputs: [randomInput([2, 3, 2]), positions], attributes: { axis: 1 } },
      { inputs: [randomInput([3, 2]), literalInput([], [1], "int32")], attributes: { axis: 0 } },
    ],
  },
  gatherElements: {
    infer([x, indices], { axis }) {
      checkIndices("gatherElements", indices);
      if (indices.rank !== x.rank || indices.shape.some((n, i) => i !== axis && n > x.shape[i]))
        throw new RangeError(
          `gatherElements: indices ${show(indices.shape)} do not fit ${show(x.shape)} along axis ${axis}`,
        );
      return { shape: indices.shape, dtype: x.dtype };
    },
    lower: (builder, inputs, { attributes: { axis } }) => builder.add("GatherElements", inputs, { axis }),
    vjp: ({ inputs: [x, indices], cotangent, attributes: { axis } }) => [
      () => scatterElements(fill(0, x.shape, x.dtype), indices, cotangent, axis, "add"),
      null,
    ],
    samples: [
      { inputs: [randomInput([2, 3]), positions], attributes: { axis: 1 } },
      { inputs: [randomInput([3, 2]), positions], attributes: { axis: 0 } },
    ],
  },
  // Never ScatterND(add): on CPU its threads lose updates. With "none", a position must not be given twice.
  scatterElements: {
    infer([x, indices, updates], { axis }) {
      checkIndices("scatterElements", indices);
      if (!sameShape(indices.shape, updates.shape) || updates.rank !== x.rank || updates.dtype !== x.dtype)
        throw new RangeError(
          `scatterElements: indices ${show(indices.shape)} and ${updates.dtype} updates ${show(updates.shape)} ` +
            `do not fit ${x.dtype}${show(x.shape)} along axis ${axis}`,
        );
      return x;
    },
    lower: (builder, inputs, { attributes: { axis, reduction } }) =>
      builder.add("ScatterElements", inputs, { axis, reduction }),
    vjp: ({ inputs: [, indices, updates], cotangent, attributes: { axis, reduction } }) => [
      () =>
        reduction === "add"
          ? cotangent
          : scatterElements(cotangent, indices, fill(0, updates.shape, updates.dtype), axis, "none"),
      null,
      () => gatherElements(cotangent, indices, axis),
    ],
    samples: [
      { inputs: [randomInput([3, 2]), positions, randomInput([2, 2])], attributes: { axis: 0, reduction: "add" } },
      {
        inputs: [randomInput([2, 3]), literalInput([2, 3], [0, 0, 2, 1, 1, 1], "int32"), randomInput([2, 3])],
        attributes: { axis: 1, reduction: "add" },
      },
      { inputs: [randomInput([2, 3]), positions, randomInput([2, 2])], attributes: { axis: 1, reduction: "none" } },
    ],
  },
  topK: {
    infer([x], { axis, k }) {
      if (!Number.isInteger(k) || k < 1 || k > x.shape[axis])
        throw new RangeError(`topK: k = ${k} does not fit axis ${axis} of ${show(x.shape)}`);
      const shape = x.shape.map((n, i) => (i === axis ? k : n));
      return [
        { shape, dtype: x.dtype },
        { shape, dtype: "int64" },
      ];
    },
    lower: (builder, [x], { attributes: { axis, k, largest } }) =>
      builder.addAll("TopK", [x, builder.ints([k])], { axis, largest: Number(largest), sorted: 1 }, 2),
    vjp: ({ inputs: [x], outputs: [, indices], cotangent, attributes: { axis } }) => [
      () => scatterElements(fill(0, x.shape, x.dtype), indices, cotangent, axis, "add"),
    ],
    samples: [
      { inputs: [literalInput([2, 4], [1, 7, 3, 5, -2, 0, 4, 2])], attributes: { axis: 1, k: 2, largest: true } },
      { inputs: [literalInput([4, 2], [1, 7, 3, 5, -2, 0, 4, 2])], attributes: { axis: 0, k: 4, largest: false } },
    ],
  },
};

/** x at the positions along an axis: shape x[..axis], indices, x[axis+1..]. A negative position counts from the end. */
export const gather = (x: Tensor, indices: Tensor, axis = 0): Tensor =>
  apply("gather", [x, indices], { axis: toAxis("gather", axis, x.rank) });

/** y[..., i, ...] = x[..., indices[..., i, ...], ...] along the axis. */
export const gatherElements = (x: Tensor, indices: Tensor, axis: number): Tensor =>
  apply("gatherElements", [x, indices], { axis: toAxis("gatherElements", axis, x.rank) });

/** x with updates written to (or added at) the positions along the axis. Without "add" no position may be given twice. */
export const scatterElements = (
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  axis: number,
  reduction: "none" | "add" = "none",
): Tensor =>
  apply("scatterElements", [x, indices, updates], { axis: toAxis("scatterElements", axis, x.rank), reduction });

export interface Ranked {
  readonly values: Tensor;
  /** int64, for gather, scatter and outputs. Ties are ordered as the backend likes. */
  readonly indices: Tensor;
}

/** The k largest (or smallest) elements along an axis, in order. */
export function topK(x: Tensor, k: number, { axis = -1, largest = true } = {}): Ranked {
  const [values, indices] = applyAll("topK", [x], { axis: toAxis("topK", axis, x.rank), k, largest });
  return { values, indices };
}

/** All elements along an axis in order (ascending unless told otherwise). */
export const sort = (x: Tensor, { axis = -1, descending = false } = {}): Ranked =>
  topK(x, x.shape[toAxis("sort", axis, x.rank)], { axis, largest: descending });

/** 1 where the class is the index, else 0: indices [...] -> [..., classes]. */
export const oneHot = (indices: Tensor, classes: number, dtype: "float32" | "float64" = "float32"): Tensor =>
  indices.unsqueeze(-1).equal(iota(classes, indices.dtype)).cast(dtype);
