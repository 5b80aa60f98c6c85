/** Turns a graph of tensors into an ONNX model. */
import { applyAll, topologicalOrder, type Node } from "../node.ts";
import type { OpDef, Target } from "../ops/definition.ts";
import { opTable } from "../ops/table.ts";
import type { Tensor } from "../tensor.ts";
import type { TypedArray } from "../values.ts";
import { type OnnxModel, type OnnxNode, type OnnxValue } from "./encode.ts";
import { OnnxBuilder } from "./builder.ts";

const opDefOf = (node: Node): OpDef<unknown> => opTable()[node.op] as unknown as OpDef<unknown>;

/** The same tensors with every op that the target lacks replaced by ops that it has. */
export function rewriteFor(outputs: readonly Tensor[], target: Target): Tensor[] {
  const known = new Map<Tensor, Tensor>();
  const rewrite = (tensors: readonly Tensor[]): void => {
    for (const node of topologicalOrder(tensors)) {
      if (known.has(node.outputs[0])) continue;
      const decomposed = opDefOf(node).decompose?.(node, target) ?? null;
      let replacement: readonly Tensor[];
      if (decomposed !== null) {
        const parts = Array.isArray(decomposed) ? (decomposed as readonly Tensor[]) : [decomposed as Tensor];
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
  readonly embedded?: ReadonlyMap<string, TypedArray>;
  readonly inputs: readonly OnnxValue[];
}

/** The ONNX model that computes the outputs under their given names. */
export function lower(outputs: Readonly<Record<string, Tensor>>, options: LowerOptions): OnnxModel {
  const { target, embedded = new Map<string, TypedArray>() } = options;
  const wanted = rewriteFor(Object.values(outputs), target);
  const builder = new OnnxBuilder(target);
  const names = new Map<Tensor, string>();

  for (const node of topologicalOrder(wanted)) {
    const inputs = node.inputs.map((input) => names.get(input)!);
    const lowered = opDefOf(node).lower(builder, inputs, node);
    (typeof lowered === "string" ? [lowered] : lowered).forEach((name, i) => names.set(node.outputs[i], name));
    if (node.op === "input") {
      const { name, shape, dtype } = (node as Node<"input">).attributes;
      const data = embedded.get(name);
      if (data !== undefined) builder.initializers.set(name, { data, shape, dtype });
    }
  }

  const renamed = new Map<string, string>();
  const produced = new Set(builder.nodes.flatMap((node) => node.outputs));
  Object.keys(outputs).forEach((name, i) => {
    const inner = names.get(wanted[i])!;
    if (produced.has(inner) && !renamed.has(inner)) renamed.set(inner, name);
    else renamed.set(builder.add("Identity", [inner]), name);
  });
  const rename = (name: string): string => renamed.get(name) ?? name;
  const nodes: OnnxNode[] = builder.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));

  return {
    name: options.name,
    doc: options.doc ?? "",
    producer: "papertape",
    version: "0.1.0",
    domains: [...builder.domains],
    nodes,
    initializers: builder.initializers,
    inputs: options.inputs.filter(({ name }) => !embedded.has(name)),
    outputs: Object.entries(outputs).map(([name, { shape, dtype }]) => ({ name, shape, dtype })),
  };
}
