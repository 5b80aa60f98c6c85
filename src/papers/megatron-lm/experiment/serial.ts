/** The whole model as one program, as everything else here trains it: what a split one has to agree with. */
import { crossEntropy, gradient, initialize, input, layerNorm, Scope, type Device, type Parameters } from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import { feedForward, languageModel } from "#lab/training/language-model/index";
import type { SplitModel } from "../method.ts";

export interface Serial {
  /** Loss and gradients. */
  pass(
    weights: Parameters,
    batch: { tokens: Int32Array; targets: Int32Array },
  ): Promise<{ loss: number; gradients: Parameters }>;
  release(): Promise<void>;
}

/** The lab's language model with a tied head and the tanh form of GELU, its loss and its parameters. */
export function serialLoss({ vocabulary, context, depth, width, heads }: SplitModel, batch: number) {
  const scope = new Scope();
  const { logits } = languageModel(scope, input("tokens", [batch, context], "int32"), {
    vocabulary,
    context,
    depth,
    width,
    heads,
    norm: (at, x) => layerNorm(at, x),
    tied: true,
    feedForward: feedForward({ activation: (x) => x.gelu({ approximate: "tanh" }) }),
  });
  return { scope, loss: crossEntropy(logits, input("targets", [batch, context], "int32")) };
}

/** The values that a whole model starts from. */
export const initialOf = (model: SplitModel, seed: number): Parameters => initialize(serialLoss(model, 1).scope, seed);

export async function openSerial(
  model: SplitModel,
  batch: number,
  options: { device?: Device; threads?: number } = {},
): Promise<Serial> {
  const { scope, loss } = serialLoss(model, batch);
  const tensors = scope.parameters.map(({ tensor }) => tensor);
  const gradients = gradient(loss, tensors).map((tensor, at) => [`gradient of ${scope.parameters[at].name}`, tensor]);
  const evaluator = await openEvaluator({ loss, ...Object.fromEntries(gradients) }, { ...options, name: "serial" });
  return {
    async pass(weights, { tokens, targets }) {
      const found = await evaluator.run(weights, { tokens, targets });
      return {
        loss: Number(found.loss.data[0]),
        gradients: Object.fromEntries(
          scope.parameters.map(({ name }) => [name, found[`gradient of ${name}`].data as Float32Array]),
        ),
      };
    },
    release: () => evaluator.release(),
  };
}
