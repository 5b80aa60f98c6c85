/** A multilayer perceptron with an exchangeable norm on its hidden layers. */
import { normal, zeros, type Scope, type Tensor } from "#engine";

export interface Classifier {
  /** Inputs, hidden widths, classes. */
  readonly sizes: readonly number[];
  /** On the summed inputs of hidden units, before the nonlinearity; never on the logits. [batch, units] -> the same shape. */
  readonly norm: (at: Scope, x: Tensor) => Tensor;
}

/** Logits [batch, classes] of images [batch, pixels]: linear maps with N(0, 2 / inputs) weights, norm, ReLU. He et al. 2015. */
export function classifier(at: Scope, images: Tensor, { sizes, norm }: Classifier): Tensor {
  return sizes.slice(1).reduce((x, width, index) => {
    const layer = at.scope(`layer ${index + 1}`);
    const weight = layer.parameter("weight", [x.shape[1], width], normal(Math.sqrt(2 / x.shape[1])));
    const sums = x.matmul(weight).add(layer.parameter("bias", [width], zeros));
    return index === sizes.length - 2 ? sums : norm(layer.scope("norm"), sums).relu();
  }, images);
}
