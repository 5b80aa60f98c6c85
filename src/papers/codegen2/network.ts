/**
 * The network of the trainer that CodeGen2 came from (jaxformer): GPT-J's block, in which attention and feed-forward read one norm.
 *
 *   x + attention(LN x) + ffn(LN x)
 *
 * Attention has no biases, and rotates half of each head; the head is untied and has a bias. The loss adds 1e-4 log(Z)^2.
 */
import { concat, rotary, type Scope, type Tensor } from "#engine";
import { selfAttention } from "#lab/nn/language-model/attention";
import { linearMap, type LanguageModel } from "#lab/nn/language-model/model";
import type { Block, Norm, Sublayer } from "#lab/nn/language-model/parts";
import { weightedMean } from "#lab/nn/language-model/weighted";
import { layerNorm } from "#lab/nn/norms";
import { prefixMask } from "./method.ts";

/** x + attention(N x) + ffn(N x): one norm for both. */
export const parallelBlock =
  (norm: Norm): Block =>
  (at, x, { attention, feedForward }) => {
    const normal = norm(at.scope("norm"), x);
    return x.add(attention(normal)).add(feedForward(normal));
  };

/** Rotates the first half of the last axis, and leaves the other alone. [batch, heads, time, size] */
export function halfRotary(_: Scope, x: Tensor): Tensor {
  const size = x.shape.at(-1)!;
  return concat([rotary(x.slice(-1, 0, size / 2)), x.slice(-1, size / 2, size)], -1);
}

/** Multi-head attention without biases. With `prefixes`, int32 [batch, time], positions of one prefix see each other. */
export function prefixAttention({ depth, width }: Pick<LanguageModel, "depth" | "width">, prefixes?: Tensor): Sublayer {
  const attention = selfAttention({
    causal: prefixes === undefined,
    queryKeyNorm: halfRotary,
    ...(prefixes && { weights: (_, scores) => scores.add(prefixMask(prefixes)).softmax() }),
  });
  const linear = linearMap({ depth, std: stdOf(width), biases: false });
  return (at, x, context) => attention(at, x, { ...context, linear });
}

/** Of all matrices at the start: what keeps the scale of what they map. With 0.02, as wide models have it, heads this small find nothing to attend to for long. */
const stdOf = (width: number): number => 1 / Math.sqrt(width);

export const network = (
  size: Pick<LanguageModel, "vocabulary" | "context" | "depth" | "width" | "heads">,
  prefixes?: Tensor,
): LanguageModel => ({
  ...size,
  norm: layerNorm,
  block: parallelBlock(layerNorm),
  attention: prefixAttention(size, prefixes),
  positions: "none",
  std: stdOf(size.width),
  headBias: true,
});

/** 1e-4 times the mean of log(Z)^2 by weight: keeps logits from drifting. logits: [batch, time, vocabulary]. */
export const zLoss = (logits: Tensor, weights: Tensor): Tensor =>
  weightedMean(logits.logSumExp(-1, { keepDims: false }).square(), weights).mul(1e-4);
