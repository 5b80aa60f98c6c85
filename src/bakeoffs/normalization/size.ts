/** What an arm occupies, exactly, from its graph. */
import { gradient, optimizerBytes, type Tensor } from "#engine";
import { bytesKept, bytesPerNumber } from "#lab/measure/bytes-kept";
import { languageModelLoss, modelOf, recipe, type Comparison } from "#lab/training/language-model/index";
import { noNorm } from "#lab/nn/norms";
import type { BakeoffArm } from "./arms.ts";
import type { Size } from "./rows.ts";

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
