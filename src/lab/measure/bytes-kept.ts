/** What training keeps of a forward pass, exactly, from the graph. */
import type { Tensor } from "#engine";
import { topologicalOrder } from "#engine/node";

/** Everything is counted as float32. */
export const bytesPerNumber = 4;

/** Ops whose output is their first input, without memory of its own. */
const views = new Set(["reshape", "detach", "custom"]);
const under = (tensor: Tensor): Tensor => (views.has(tensor.op) ? under(tensor.node.inputs[0]) : tensor);

/** Bytes of forward tensors that the backward pass reads: what training keeps that inference does not. */
export function bytesKept(loss: Tensor, gradients: readonly Tensor[]): number {
  const forward = new Set(topologicalOrder([loss]));
  const read = new Set<Tensor>();
  for (const node of topologicalOrder(gradients))
    if (!forward.has(node))
      for (const input of node.inputs) {
        const tensor = under(input);
        const { op } = tensor;
        if (forward.has(tensor.node) && op !== "input" && op !== "constant" && op !== "fill") read.add(tensor);
      }
  return [...read].reduce((sum, { size }) => sum + bytesPerNumber * size, 0);
}
