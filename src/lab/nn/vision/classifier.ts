/** A multilayer perceptron with an exchangeable norm on its hidden layers. */
import { kaimingNormal, type Scope, type Tensor } from "#engine";
import { feedForward, normedLayer } from "../feed-forward/index.ts";

export interface Classifier {
  /** Inputs, hidden widths, classes. */
  readonly sizes: readonly number[];
  /** On the summed inputs of hidden units, before the nonlinearity; never on the logits. [batch, units] -> the same shape. */
  readonly norm: (at: Scope, x: Tensor) => Tensor;
}

/** Logits [batch, classes] of images [batch, pixels]: linear maps with N(0, 2 / inputs) weights, norm, ReLU. He et al. 2015. */
export const classifier = (at: Scope, images: Tensor, { sizes, norm }: Classifier): Tensor =>
  feedForward(at, images, {
    widths: sizes.slice(1, -1),
    outputs: sizes.at(-1)!,
    layer: normedLayer(norm),
    last: kaimingNormal,
  });
