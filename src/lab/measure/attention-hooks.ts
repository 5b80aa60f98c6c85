/** Hooks in attention: how every block of a model weighs its keys, as tensors of the model's graph. */
import type { Tensor } from "#engine";
import { softmaxWeights, type AttentionOptions } from "../nn/language-model/attention.ts";
import type { Site } from "../nn/language-model/parts.ts";

/** Attention in one block of a model that was built with hooks. */
export interface AttentionSite {
  readonly site: Site;
  /** What mixes the values, [batch, heads, queries, keys]. */
  readonly weights: Tensor;
  /** Softmax of the same scores. */
  readonly softmax: Tensor;
}

/** The same attention, which notes in `sites`, block by block, how it weighs. Build one model with it. */
export function withAttentionHooks(options: AttentionOptions): { options: AttentionOptions; sites: AttentionSite[] } {
  const { weights: make = softmaxWeights } = options;
  const sites: AttentionSite[] = [];
  return {
    sites,
    options: {
      ...options,
      weights(at, scores, context) {
        const weights = make(at, scores, context);
        sites.push({ site: context.site, weights, softmax: scores.softmax() });
        return weights;
      },
    },
  };
}

/** What a query does with its attention: each [batch, heads, queries]. */
export interface AttentionStatistics {
  /** Weight on the first key. */
  readonly first: Tensor;
  /** Sum of the weights; 1 of a softmax. */
  readonly sum: Tensor;
  /** Sum of their absolute values: what there is to share, where some are negative. */
  readonly total: Tensor;
  /** Of the absolute weights, rescaled to sum to one, in nats. */
  readonly entropy: Tensor;
}

export function attentionStatistics(weights: Tensor): AttentionStatistics {
  const drop = { keepDims: false };
  const total = weights.abs().sum(-1);
  const shares = weights.abs().div(total.maximum(tiny));
  return {
    first: weights.at(-1, 0),
    sum: weights.sum(-1, drop),
    total: total.squeeze(-1),
    entropy: shares.mul(shares.maximum(tiny).log()).sum(-1, drop).neg(),
  };
}

const tiny = 1e-20;
