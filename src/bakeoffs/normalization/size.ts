/** What an arm occupies, exactly, from its graph. */
import { gradient, optimizerBytes, type Tensor } from "#engine";
import { topologicalOrder } from "#engine/node";
import { languageModelLoss, modelOf, recipe, type Comparison } from "#lab/training/language-model/index";
import { noNorm } from "#lab/nn/norms";
import type { BakeoffArm } from "./arms.ts";
import type { Size } from "./rows.ts";

const bytesPerNumber = 4;

export function sizeOf(arm: BakeoffArm, comparison: Pick<Comparison, "text" | "shape">): Size {
  const graph = (of: Pick<BakeoffArm, "norm" | "model" | "finalNorm">) =>
    languageModelLoss(modelOf(of, comparison), { batch: comparison.shape.batch, mode: "training" });
  const numbers = (specs: readonly { readonly tensor: Tensor }[]) =>
    specs.reduce((sum, { tensor }) => sum + tensor.size, 0);
  const { scope, loss } = graph(arm);
  const [parameters, states] = [numbers(scope.parameters), numbers(scope.states)];
  const { optimizer } = recipe({ learningRate: 1e-3 }, 1);
  return {
    parameters,
    normParameters: parameters - numbers(graph({ norm: noNorm }).scope.parameters),
    states,
    storedBytes: bytesPerNumber * (parameters + states) + optimizerBytes(optimizer, scope.parameters),
    keptBytes: bytesKept(
      loss,
      gradient(
        loss,
        scope.parameters.map(({ tensor }) => tensor),
      ),
    ),
  };
}

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
