/** Forms of attention that several papers compare with: options of `selfAttention`, which can be combined. */
import { concat, zeros, type Scope, type Tensor } from "#engine";
import type { AttentionContext, AttentionGate, AttentionOptions, AttentionWeights } from "./attention.ts";
import { retentionGate, retentionWeights } from "./retention.ts";

/**
 * exp(x_i) / (sum_j exp(x_j) + exp(s)): a learned logit s per head takes what a query does not want to spend. GPT-OSS 2025.
 * That is softmax(x)_i sigmoid(log sum_j exp(x_j) - s). s starts at 0.
 */
export const sinkWeights: AttentionWeights = (at, scores) => {
  const logit = at.parameter("sink", [scores.shape[1]], zeros).cast(scores.dtype).reshape(1, -1, 1, 1);
  return scores.softmax().mul(scores.logSumExp(-1).sub(logit).sigmoid());
};

/**
 * The same, with the logit as one more key that has no value: the sums of exponentials are those of the softmax itself, so that long texts
 * cost less. Other bits, for which what is recorded with `sinkWeights` keeps that.
 */
export const sinkAsKey: AttentionWeights = (at, scores) => {
  const [batch, heads, queries, keys] = scores.shape;
  const logit = at.parameter("sink", [heads], zeros).cast(scores.dtype).reshape(1, heads, 1, 1);
  const column = logit.expand([batch, heads, queries, 1]);
  return concat([scores, column], -1).softmax().slice(-1, 0, keys);
};

/**
 * sigmoid(x_ij - log n) with n keys, seen or not: each key is weighed by itself, and a row sums to about 1 at the start. Ramapuram et al. 2024.
 */
export const sigmoidWeights: AttentionWeights = (_, scores) => scores.sub(Math.log(scores.shape.at(-1)!)).sigmoid();

/** sigmoid(x W_g), a gate for each of so many features: [batch, time, features], 0..1. */
export const gateOf = (at: Scope, features: number, { x, linear }: AttentionContext): Tensor =>
  linear(at.scope("gate"), x, features, { toResidual: false }).sigmoid();

/** o ⊙ sigmoid(x W_g): a gate per feature on what the heads put out. "G1" of Qiu et al. 2025. */
export const outputGate: AttentionGate = (at, mixed, context) => mixed.mul(gateOf(at, mixed.shape.at(-1)!, context));

export const attentionVariants = {
  softmax: {},
  sink: { weights: sinkWeights },
  sigmoid: { weights: sigmoidWeights },
  gated: { gate: outputGate },
  retention: { weights: retentionWeights, gate: retentionGate },
} as const satisfies Readonly<Record<string, AttentionOptions>>;
