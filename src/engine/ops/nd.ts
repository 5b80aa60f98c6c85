/** Gather and scatter by several axes at once: the positions are flattened to one axis, where the Elements ops are exact. */
import { show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { constant } from "./leaf.ts";
import { gather, scatterElements } from "./indexing.ts";

/** OpDef numbers of multi-indices into the first k axes. indices: int32 [..., k] -> [n]. */
function flatPositions(x: Tensor, indices: Tensor): { rows: Tensor; inner: number[]; count: number } {
  const k = indices.shape.at(-1) ?? 0;
  if (indices.dtype !== "int32" || k < 1 || k > x.rank)
    throw new RangeError(`gatherNd: indices ${indices} do not fit ${show(x.shape)}`);
  const outer = x.shape.slice(0, k);
  const steps = outer.map((_, axis) => sizeOf(outer.slice(axis + 1)));
  const rows = indices
    .mul(constant(steps, { dtype: "int32" }))
    .sum(-1, { keepDims: false })
    .reshape(indices.size / k);
  return { rows, inner: x.shape.slice(k), count: sizeOf(outer) };
}

/** x[i0, i1, ...] for each multi-index: x [..., inner], indices int32 [..., k] -> [..., inner]. Indices count from the start. */
export function gatherNd(x: Tensor, indices: Tensor): Tensor {
  const { rows, inner, count } = flatPositions(x, indices);
  return gather(x.reshape(count, ...inner), rows).reshape(...indices.shape.slice(0, -1), ...inner);
}

/** x with updates added at each multi-index: updates [..., inner] for indices int32 [..., k]. The same place may come twice. */
export function scatterNdAdd(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const { rows, inner, count } = flatPositions(x, indices);
  const width = sizeOf(inner);
  const at = rows.unsqueeze(1).expand([rows.size, width]);
  return scatterElements(x.reshape(count, width), at, updates.reshape(rows.size, width), 0, "add").reshape(...x.shape);
}
