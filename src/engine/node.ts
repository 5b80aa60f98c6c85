/** Nodes of the graph. Building the same node twice gives the same object, so common subexpressions are shared by construction. */
import { opTable, type OpAttributes, type OpName } from "./ops/table.ts";
import type { TensorType } from "./shape.ts";
import { simplify } from "./simplify.ts";
import { Tensor } from "./tensor.ts";

/** One application of an op: an immutable vertex whose outputs are tensors. */
export class Node<K extends OpName = OpName> {
  readonly id: number;
  readonly op: K;
  readonly inputs: readonly Tensor[];
  readonly attributes: OpAttributes[K];
  readonly outputs: readonly Tensor[];

  constructor(id: number, op: K, inputs: readonly Tensor[], attributes: OpAttributes[K], types: readonly TensorType[]) {
    this.id = id;
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.outputs = types.map((type, index) => new Tensor(this as unknown as Node, index, type));
  }
}

let created = 0;

// Weak, so that a long-lived server forgets the graphs that nobody holds any more.
const interned = new Map<string, WeakRef<Node>>();
const forget = new FinalizationRegistry<string>((key) => {
  if (interned.get(key)?.deref() === undefined) interned.delete(key);
});

const marks = new WeakMap<object, number>();
let marked = 0;

/** A number for an object that is itself and nothing else: large data and functions are compared by identity. */
function mark(object: object): number {
  const known = marks.get(object);
  if (known !== undefined) return known;
  marks.set(object, ++marked);
  return marked;
}

/** Longest constant that is compared by value. */
const longestLiteral = 64;

function literal(value: unknown): unknown {
  if (typeof value === "function") return `f${mark(value)}`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0";
  if (ArrayBuffer.isView(value)) {
    const data = value as unknown as ArrayLike<number | bigint>;
    return data.length > longestLiteral ? `d${mark(value)}` : Array.from(data, String).join();
  }
  return value;
}

const keyOf = (op: string, inputs: readonly Tensor[], attributes: object): string =>
  `${op}(${inputs.map((input) => input.id).join()})${JSON.stringify(attributes, (_, value: unknown) => literal(value))}`;

/** All outputs of an op. The op's `infer` throws when the inputs do not fit. */
export function applyAll<K extends OpName>(
  op: K,
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
): readonly Tensor[] {
  const key = keyOf(op, inputs, attributes);
  const known = interned.get(key)?.deref();
  if (known !== undefined) return known.outputs;
  const inferred = opTable()[op].infer(inputs, attributes);
  const simpler = simplify(op, inputs, attributes, (Array.isArray(inferred) ? inferred[0] : inferred) as TensorType);
  if (simpler !== null) return [simpler];
  const types = Array.isArray(inferred) ? (inferred as readonly TensorType[]) : [inferred as TensorType];
  const node = new Node(++created, op, inputs, attributes, types);
  interned.set(key, new WeakRef(node as unknown as Node));
  forget.register(node, key);
  return node.outputs;
}

/** The (first) output of an op. */
export const apply = <K extends OpName>(op: K, inputs: readonly Tensor[], attributes: OpAttributes[K]): Tensor =>
  applyAll(op, inputs, attributes)[0];

/** Every node that the tensors need, inputs before users; the order depends on the structure of the graph only. */
export function topologicalOrder(outputs: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  const stack: Node[] = outputs.map((output) => output.node).reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1];
    const seen = state.get(node);
    if (seen !== undefined) {
      stack.pop();
      if (seen === "open") order.push(node);
      state.set(node, "done");
      continue;
    }
    state.set(node, "open");
    for (let i = node.inputs.length - 1; i >= 0; i--)
      if (!state.has(node.inputs[i].node)) stack.push(node.inputs[i].node);
  }
  return order;
}
