/** Turns a graph of tensors into an ONNX model. */
import { applyAll, nodesBefore, type Node } from "../node.ts";
import type { Row, Target } from "../ops/row.ts";
import { table } from "../ops/table.ts";
import type { Tensor } from "../tensor.ts";
import type { TypedArray } from "../values.ts";
import { type OnnxModel, type OnnxNode, type OnnxValue } from "./encode.ts";
import { Emit } from "./emit.ts";

const rowOf = (node: Node): Row<unknown> => table()[node.op] as unknown as Row<unknown>;

/** The same tensors with every op that the target lacks replaced by ops that it has. */
export function rewriteFor(outputs: readonly Tensor[], target: Target): Tensor[] {
  const known = new Map<Tensor, Tensor>();
  const rewrite = (tensors: readonly Tensor[]): void => {
    for (const node of nodesBefore(tensors)) {
      if (known.has(node.outputs[0])) continue;
      const composed = rowOf(node).compose?.(node, target) ?? null;
      let replacement: readonly Tensor[];
      if (composed !== null) {
        const parts = Array.isArray(composed) ? (composed as readonly Tensor[]) : [composed as Tensor];
        rewrite(parts);
        replacement = parts.map((part) => known.get(part)!);
      } else {
        const inputs = node.inputs.map((input) => known.get(input)!);
        const changed = inputs.some((input, i) => input !== node.inputs[i]);
        replacement = changed ? applyAll(node.op, inputs, node.attributes) : node.outputs;
      }
      node.outputs.forEach((output, i) => known.set(output, replacement[i]));
      // What a rewrite made is final.
      for (const tensor of replacement) if (tensor && !known.has(tensor)) known.set(tensor, tensor);
    }
  };
  rewrite(outputs);
  return outputs.map((output) => known.get(output)!);
}

export interface LowerOptions {
  readonly target: Target;
  readonly name: string;
  readonly doc?: string;
  /** Values of fed leaves that become part of the model. */
  readonly baked?: ReadonlyMap<string, TypedArray>;
  readonly inputs: readonly OnnxValue[];
}

/** The ONNX model that computes the outputs under their given names. */
export function lower(outputs: Readonly<Record<string, Tensor>>, options: LowerOptions): OnnxModel {
  const { target, baked = new Map<string, TypedArray>() } = options;
  const wanted = rewriteFor(Object.values(outputs), target);
  const emit = new Emit(target);
  const names = new Map<Tensor, string>();

  for (const node of nodesBefore(wanted)) {
    const inputs = node.inputs.map((input) => names.get(input)!);
    const lowered = rowOf(node).lower(emit, inputs, node);
    (typeof lowered === "string" ? [lowered] : lowered).forEach((name, i) => names.set(node.outputs[i], name));
    if (node.op === "input") {
      const { name, shape, dtype } = (node as Node<"input">).attributes;
      const data = baked.get(name);
      if (data !== undefined) emit.initializers.set(name, { data, shape, dtype });
    }
  }

  const renamed = new Map<string, string>();
  const produced = new Set(emit.nodes.flatMap((node) => node.outputs));
  Object.keys(outputs).forEach((name, i) => {
    const inner = names.get(wanted[i])!;
    if (produced.has(inner) && !renamed.has(inner)) renamed.set(inner, name);
    else renamed.set(emit.add("Identity", [inner]), name);
  });
  const rename = (name: string): string => renamed.get(name) ?? name;
  const nodes: OnnxNode[] = emit.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));

  return {
    name: options.name,
    doc: options.doc ?? "",
    producer: "papertape",
    version: "0.1.0",
    domains: [...emit.domains],
    nodes,
    initializers: emit.initializers,
    inputs: options.inputs.filter(({ name }) => !baked.has(name)),
    outputs: Object.entries(outputs).map(([name, { shape, dtype }]) => ({ name, shape, dtype })),
  };
}
