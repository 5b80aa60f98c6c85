/**
 * Linear attention: similarities are products of features that are never negative, so keys can be summed before a query meets them.
 *
 *   A_ij = φ_q(q_i) · φ_k(k_j) / (Σ_l φ_q(q_i) · φ_k(k_l) + ε n_i)       n_i keys seen by query i
 *   o_i  = φ_q(q_i) (Σ_j φ_k(k_j)ᵀ v_j) / (φ_q(q_i) · Σ_j φ_k(k_j) + ε n_i)       the same, in O(N d²) instead of O(N² d)
 *
 * Where φ_q is homogeneous, φ(c q) = cᵖ φ(q), the length of a query cancels. Katharopoulos et al. 2020, eq. 4 to 9.
 */
import { attentionMask, type Tensor } from "#engine";
import type { AttentionMix } from "./attention.ts";

/** Features of queries and of keys: [..., N, d] -> [..., N, f], the same f for both. */
export interface FeatureMap {
  readonly queries: (q: Tensor) => Tensor;
  readonly keys: (k: Tensor) => Tensor;
}

const both = (map: (x: Tensor) => Tensor): FeatureMap => ({ queries: map, keys: map });

/** max(x, 0): homogeneous. */
export const reluFeatures = both((x) => x.relu());

/** 1 + ELU(x): positive everywhere, and not homogeneous. Katharopoulos et al. 2020, eq. 7. */
export const eluFeatures = both((x) => x.elu().add(1));

/** Length over the last axis, kept as an axis; of a zero vector 1e-6, so that it can be divided by. */
export const lengthOf = (x: Tensor): Tensor => x.square().sum(-1).add(1e-12).sqrt();

/** ‖r‖ / ‖rᵖ‖ · rᵖ with r = max(x, 0): points closer to an axis, as long as before. Han et al. 2023 (FLatten), eq. 6, without a learned scale. */
export const focusedFeatures = ({ power = 3 } = {}): FeatureMap =>
  both((x) => {
    const positive = x.relu().add(1e-6);
    const powered = positive.pow(power);
    return powered.mul(lengthOf(positive).div(lengthOf(powered)));
  });

export interface LinearAttentionOptions {
  /** A query sees itself and what came before. Default: all keys. */
  readonly causal?: boolean;
  /** Turns features [..., N, f] by their position, in the numerator alone: weights may then be negative, and do not sum to 1. */
  readonly rotate?: (features: Tensor) => Tensor;
}

/** Added to a sum of weights for each key that is seen. */
export const denominatorFloor = 1e-6;

/** The weights themselves, [..., queries, keys], from features [..., N, f]: for N², to be looked at, and for causal training. */
export function linearWeights(
  queries: Tensor,
  keys: Tensor,
  { causal = false, rotate }: LinearAttentionOptions = {},
): Tensor {
  const mask = attentionMask(queries.shape.at(-2)!, keys.shape.at(-2)!, { causal });
  const visible = mask.equal(0).cast(queries.dtype);
  const between = (q: Tensor, k: Tensor) => (causal ? q.matmul(k.transpose()).mul(visible) : q.matmul(k.transpose()));
  const similarities = between(queries, keys);
  const total = similarities.sum(-1).add(visible.sum(-1).mul(denominatorFloor));
  return (rotate ? between(rotate(queries), rotate(keys)) : similarities).div(total);
}

/** What the weights mix, without the weights: every query sees all keys. Features [..., N, f], values [..., N, d] -> [..., N, d]. */
export function linearMix(
  queries: Tensor,
  keys: Tensor,
  values: Tensor,
  { rotate = (features) => features }: Pick<LinearAttentionOptions, "rotate"> = {},
): Tensor {
  // Means over the keys, as sums of many would be large.
  const count = keys.shape.at(-2)!;
  const summary = rotate(keys).transpose().matmul(values).div(count); // [..., f, d]
  const total = queries.mul(keys.mean(-2)).sum(-1).add(denominatorFloor); // [..., N, 1]
  return rotate(queries).matmul(summary).div(total);
}

/** As the `mix` of attention. Causal: by the weights, as training in parallel wants it. */
export const linearAttention =
  ({ queries, keys }: FeatureMap, options: LinearAttentionOptions = {}): AttentionMix =>
  (_at, heads) => {
    const [q, k] = [queries(heads.queries), keys(heads.keys)];
    return options.causal ? linearWeights(q, k, options).matmul(heads.values) : linearMix(q, k, heads.values, options);
  };
