/** Hooks in attention: how every block of a model weighs its keys, as tensors of the model's graph. */
import { constant, type Tensor } from "#engine";
import { scoresOf, softmaxWeights, type AttentionOptions } from "../nn/language-model/attention.ts";
import type { Site } from "../nn/language-model/parts.ts";

/** Attention in one block of a model that was built with hooks. */
export interface AttentionSite {
  readonly site: Site;
  /** What mixes the values, [batch, heads, queries, keys]. */
  readonly weights: Tensor;
  /** Softmax of the same scores, or of those that the queries and keys would have. */
  readonly softmax: Tensor;
}

/**
 * The same attention, which notes in `sites`, block by block, how it weighs. Build one model with it. A `mix` must be linear in the values
 * and without parameters: its weights are what it makes of the rows of the identity.
 */
export function withAttentionHooks(options: AttentionOptions): { options: AttentionOptions; sites: AttentionSite[] } {
  const { weights: make = softmaxWeights, mix, causal = true } = options;
  const sites: AttentionSite[] = [];
  if (mix)
    return {
      sites,
      options: {
        ...options,
        mix(at, heads, context) {
          const { queries, keys } = heads;
          const weights = mix(at, { queries, keys, values: identity(keys.shape) }, context);
          sites.push({ site: context.site, weights, softmax: scoresOf(queries, keys, { causal }).softmax() });
          return mix(at, heads, context);
        },
      },
    };
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

/** For keys [batch, heads, keys, head width]: [batch, heads, keys, keys]. */
function identity([batch, heads, keys]: readonly number[]): Tensor {
  const rows = constant(
    Float32Array.from({ length: keys * keys }, (_, at) => Number(at % (keys + 1) === 0)),
    { shape: [1, 1, keys, keys] },
  );
  return rows.expand([batch, heads, keys, keys]);
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
