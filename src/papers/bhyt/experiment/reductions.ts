/** How often a graph measures its tokens: the reductions over features that a norm costs at inference. */
import { topologicalOrder } from "#engine/node";
import type { Tensor } from "#engine";

/** Means of squares over a last axis, in everything before an output. */
export const measurementsOf = (output: Tensor): number =>
  topologicalOrder([output]).filter(
    ({ op, inputs, outputs }) => op === "mean" && outputs[0].shape.at(-1) === 1 && inputs[0].op === "square",
  ).length;
