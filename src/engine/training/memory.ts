/** How much memory a program needs, known from its shapes before anything runs. */
import { topologicalOrder, type Node } from "../node.ts";
import { bytesPerElement, showType } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

const bytesOfTensor = ({ size, dtype }: Tensor): number => size * bytesPerElement[dtype];

/** Ops that hand their first input on: no memory of their own. */
const views = new Set(["reshape", "detach", "custom"]);

const under = (tensor: Tensor): Tensor => (views.has(tensor.op) ? under(tensor.node.inputs[0]) : tensor);

export interface MemoryEstimate {
  /** Constants and fed tensors, alive throughout. */
  readonly fixed: number;
  /** Most bytes alive at once, the fixed ones included. ONNX Runtime's arena may hold up to twice as much. */
  readonly peak: number;
  /** The largest tensors alive at the peak. */
  readonly largest: readonly { readonly tensor: string; readonly bytes: number }[];
}

/** Bytes that are alive while the outputs are computed in graph order, each tensor until its last use. */
export function estimateMemory(outputs: readonly Tensor[]): MemoryEstimate {
  const order = topologicalOrder(outputs);
  const lastUse = new Map<Tensor, number>();
  order.forEach((node, at) => node.inputs.forEach((input) => lastUse.set(under(input), at)));
  for (const output of outputs) lastUse.set(under(output), order.length);

  const isFixed = ({ op }: Node) => op === "input" || op === "constant";
  const fixed = order.filter(isFixed).reduce((sum, { outputs }) => sum + bytesOfTensor(outputs[0]), 0);
  const alive = new Set<Tensor>();
  let live = fixed;
  let peak = fixed;
  let atPeak: Tensor[] = [];
  order.forEach((node, at) => {
    if (!isFixed(node) && !views.has(node.op))
      for (const output of node.outputs) {
        alive.add(output);
        live += bytesOfTensor(output);
      }
    if (live > peak) {
      peak = live;
      atPeak = [...alive];
    }
    for (const tensor of [...node.inputs.map(under), ...node.outputs])
      if (alive.has(tensor) && (lastUse.get(tensor) ?? at) <= at) {
        alive.delete(tensor);
        live -= bytesOfTensor(tensor);
      }
  });
  const largest = [...atPeak, ...order.filter(isFixed).map(({ outputs }) => outputs[0])]
    .map((tensor) => ({ tensor: nameOf(tensor), bytes: bytesOfTensor(tensor) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 5);
  return { fixed, peak, largest };
}

const nameOf = (tensor: Tensor): string =>
  tensor.op === "input" ? `${(tensor.node.attributes as { name: string }).name} ${showType(tensor)}` : String(tensor);
