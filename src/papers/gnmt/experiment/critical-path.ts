/** How many LSTM cells have to wait for each other: the longest chain of them in a program. */
import type { Tensor } from "#engine";

/** Of all that a tensor is made of. Whatever goes into a cell passes one sigmoid on its way to the output, and nothing else here has any. */
export function longestChainOfCells(tensor: Tensor): number {
  const known = new Map<Tensor["node"], number>();
  // Graphs are thousands of nodes deep: no recursion.
  const stack = [tensor.node];
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const open = known.has(node) ? [] : node.inputs.map((input) => input.node).filter((input) => !known.has(input));
    stack.push(...open);
    if (open.length > 0) continue;
    const before = Math.max(0, ...node.inputs.map((input) => known.get(input.node)!));
    known.set(node, before + Number(node.op === "sigmoid"));
    stack.pop();
  }
  return known.get(tensor.node)!;
}
