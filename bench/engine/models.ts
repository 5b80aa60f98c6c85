/** The two reference models of the engine's benchmark. */
import {
  conv2d,
  crossEntropy,
  input,
  kaimingUniform,
  layerNorm,
  linear,
  maxPool2d,
  multiHeadAttention,
  normal,
  Scope,
  zeros,
  type Tensor,
} from "../../src/engine/index.ts";

export const gptShape = { layers: 4, width: 128, heads: 4, length: 128, batch: 16, vocabulary: 96 };
export const cnnShape = { batch: 128, channels: [32, 64] as const };

export interface Model {
  readonly scope: Scope;
  readonly loss: Tensor;
}

/** A pre-norm GPT with learned positions, GELU and a head of its own: 0.83 M parameters. */
export function gpt({ layers, width, heads, length, batch, vocabulary } = gptShape): Model {
  const scope = new Scope();
  const init = normal(0.02);
  const tokens = input("tokens", [batch, length], "int32");
  const targets = input("targets", [batch, length], "int32");
  let x = scope
    .parameter("embedding", [vocabulary, width], init)
    .gather(tokens)
    .add(scope.parameter("positions", [length, width], init));
  for (let layer = 0; layer < layers; layer++) {
    const at = scope.scope(`block${layer}`);
    x = x.add(
      multiHeadAttention(at.scope("attention"), layerNorm(at.scope("norm1"), x), { heads, causal: true, init }),
    );
    const hidden = linear(at.scope("up"), layerNorm(at.scope("norm2"), x), 4 * width, { init }).gelu();
    x = x.add(linear(at.scope("down"), hidden, width, { init }));
  }
  const logits = linear(scope.scope("head"), layerNorm(scope.scope("norm"), x), vocabulary, { init, bias: false });
  return { scope, loss: crossEntropy(logits, targets) };
}

/** Two 3 x 3 convolutions with pooling, one hidden layer: the usual MNIST network. */
export function cnn({ batch, channels } = cnnShape): Model {
  const scope = new Scope();
  const label = input("label", [batch], "int32");
  let x = input("image", [batch, 1, 28, 28]);
  channels.forEach((width, i) => {
    const at = scope.scope(`conv${i}`);
    const kernels = at.parameter("kernels", [width, x.shape[1], 3, 3], kaimingUniform);
    x = conv2d(x, kernels, { padding: 1 })
      .add(at.parameter("bias", [width, 1, 1], zeros))
      .relu();
    x = maxPool2d(x, 2);
  });
  const hidden = linear(scope.scope("hidden"), x.reshape(batch, -1), 128).relu();
  return { scope, loss: crossEntropy(linear(scope.scope("digits"), hidden, 10), label) };
}

export type ModelName = "gpt" | "cnn";
export const models: Record<ModelName, () => Model> = { gpt: () => gpt(), cnn: () => cnn() };
