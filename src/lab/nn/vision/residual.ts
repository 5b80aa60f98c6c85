/**
 * A residual net for small images, ResNet-(6 D + 2), whose norm is exchangeable and whose parts can be frozen. He et al. 2016, section 4.2.
 *
 *   x = relu(norm(conv3x3(images)))                                 W channels
 *   x = relu(norm(conv3x3(relu(norm(conv3x3(x))))) + shortcut(x))   3 stages of D blocks, W, 2 W and 4 W channels
 *   logits = head(mean over pixels of x)
 *
 * The second and third stage begin with a stride of 2; there the shortcut is norm(conv1x1(x)) with that stride, elsewhere x itself.
 */
import { conv2d, kaimingNormal, uniform, type Scope, type Tensor } from "#engine";
import { squares } from "./squares.ts";

export interface ResidualNet {
  /** D: blocks of each stage. */
  readonly blocks: number;
  /** W: channels of the first stage. */
  readonly width: number;
  readonly classes: number;
  /** Of what each convolution gives, [batch, channels, height, width] -> the same shape. */
  readonly norm: (at: Scope, x: Tensor) => Tensor;
  /** What is fed and never updated; the norm decides for itself. Default: nothing. */
  readonly frozen?: { readonly kernels?: boolean; readonly head?: boolean };
}

/** Layers with weights along the longest path. */
export const layersOf = ({ blocks }: Pick<ResidualNet, "blocks">): number => 6 * blocks + 2;

const stages = 3;

/** Logits [batch, classes] of square grey images [batch, side * side]. */
export const residualNet = (at: Scope, images: Tensor, net: ResidualNet): Tensor =>
  residualNetStates(at, images, net).logits;

/** The logits, and what each ReLU gives, [batch, channels, height, width], from the first one on. */
export function residualNetStates(
  at: Scope,
  images: Tensor,
  { blocks, width, classes, norm, frozen = {} }: ResidualNet,
): { readonly activations: readonly Tensor[]; readonly logits: Tensor } {
  const normed = (layer: Scope, x: Tensor, channels: number, { size = 3, stride = 1 } = {}): Tensor => {
    const options = { frozen: frozen.kernels ?? false };
    const kernels = layer.parameter("kernels", [channels, x.shape[1], size, size], kaimingNormal, options);
    return norm(layer.scope("norm"), conv2d(x, kernels, { stride, padding: (size - 1) / 2 }));
  };
  const activations: Tensor[] = [];
  const active = (x: Tensor): Tensor => {
    activations.push(x.relu());
    return activations.at(-1)!;
  };

  let x = active(normed(at.scope("stem"), squares(images), width));
  for (let stage = 0; stage < stages; stage++)
    for (let index = 0; index < blocks; index++) {
      const block = at.scope(`stage ${stage + 1}`).scope(`block ${index + 1}`);
      const channels = width * 2 ** stage;
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const inner = active(normed(block.scope("first"), x, channels, { stride }));
      const branch = normed(block.scope("second"), inner, channels);
      const shortcut = stride === 1 ? x : normed(block.scope("shortcut"), x, channels, { size: 1, stride });
      x = active(branch.add(shortcut));
    }

  const head = at.scope("head");
  const features = x.shape[1];
  const options = { frozen: frozen.head ?? false };
  const bound = 1 / Math.sqrt(features);
  const logits = x
    .mean([2, 3], { keepDims: false })
    .matmul(head.parameter("weight", [features, classes], kaimingNormal, options))
    .add(head.parameter("bias", [classes], uniform(-bound, bound), options));
  return { activations, logits };
}
