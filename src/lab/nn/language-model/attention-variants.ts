/** Forms of attention that several papers compare with: options of `selfAttention`, which can be combined. */
import { zeros } from "#engine";
import type { AttentionGate, AttentionOptions, AttentionWeights } from "./attention.ts";

/**
 * exp(x_i) / (sum_j exp(x_j) + exp(s)): a learned logit s per head takes what a query does not want to spend. GPT-OSS 2025.
 * That is softmax(x)_i sigmoid(log sum_j exp(x_j) - s). s starts at 0.
 */
export const sinkWeights: AttentionWeights = (at, scores) => {
  const logit = at.parameter("sink", [scores.shape[1]], zeros).cast(scores.dtype).reshape(1, -1, 1, 1);
  return scores.softmax().mul(scores.logSumExp(-1).sub(logit).sigmoid());
};

/** o ⊙ sigmoid(x W_g): a gate per feature on what the heads put out. "G1" of Qiu et al. 2025. */
export const outputGate: AttentionGate = (at, mixed, { x, linear }) =>
  mixed.mul(linear(at.scope("gate"), x, mixed.shape.at(-1)!, { toResidual: false }).sigmoid());

export const attentionVariants = {
  softmax: {},
  sink: { weights: sinkWeights },
  gated: { gate: outputGate },
} as const satisfies Readonly<Record<string, AttentionOptions>>;
