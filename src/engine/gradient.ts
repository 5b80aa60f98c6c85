/** Reverse-mode differentiation: the gradient of a graph is more graph. */
import { topologicalOrder, type Node } from "./node.ts";
import { fill } from "./ops/leaf.ts";
import type { Backward, OpDef } from "./ops/definition.ts";
import { opTable } from "./ops/table.ts";
import { isFloat, showType } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** The nodes through which a change of `wrt` reaches the loss. */
function pathNodes(order: readonly Node[], wrt: ReadonlySet<Tensor>): Set<Node> {
  const moves = new Set<Node>();
  for (const node of order) {
    const { vjp } = opTable()[node.op];
    const hit = vjp !== null && node.inputs.some((input) => moves.has(input.node));
    if (hit || node.outputs.some((output) => wrt.has(output))) moves.add(node);
  }
  return moves;
}

/**
 * The derivatives of a scalar loss with respect to each tensor, as graph (so they can be differentiated again).
 *
 * A tensor that the loss does not depend on gets zeros. Throws when the loss is no float scalar, or a tensor no float or a
 * constant.
 */
export function gradient(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.size !== 1 || !isFloat(loss.dtype))
    throw new TypeError(`gradient: the loss must be one float, got ${showType(loss)}; take its mean or sum first`);
  for (const x of wrt) {
    if (!isFloat(x.dtype)) throw new TypeError(`gradient: no gradient for ${showType(x)}; only floats have one`);
    // Equal constants are one node, and what they meet may have swallowed them: their gradient would be a part, or too much.
    if (x.op === "fill" || x.op === "constant")
      throw new TypeError(`gradient: ${x} is a constant, folded into what it meets; feed it as an input instead`);
  }

  const order = topologicalOrder([loss]);
  const moves = pathNodes(order, new Set(wrt));
  const cotangents = new Map<Tensor, Tensor>([[loss, fill(1, loss.shape, loss.dtype)]]);

  for (const node of order.reverse()) {
    if (!moves.has(node)) continue;
    const row = opTable()[node.op] as OpDef<unknown>;
    const arrived = node.outputs.map((output) => cotangents.get(output));
    if (row.vjp === null || arrived.every((cotangent) => cotangent === undefined)) continue;
    const all = node.outputs.map((output, i) => arrived[i] ?? fill(0, output.shape, output.dtype));
    const rules = row.vjp({ ...spread(node), output: node.outputs[0], cotangent: all[0], cotangents: all });
    node.inputs.forEach((input, i) => {
      const rule = rules[i];
      if (!rule || !moves.has(input.node)) return;
      const before = cotangents.get(input);
      const partial = rule();
      cotangents.set(input, before ? before.add(partial) : partial);
    });
  }
  return wrt.map((x) => cotangents.get(x) ?? fill(0, x.shape, x.dtype));
}

const spread = ({
  inputs,
  outputs,
  attributes,
}: Node): Pick<Backward<unknown>, "inputs" | "outputs" | "attributes"> => ({
  inputs,
  outputs,
  attributes,
});
