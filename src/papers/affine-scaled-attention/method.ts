/**
 * Affine-scaled attention: each query's softmax row times a learned scale, plus a constant on every key it sees.
 *
 *   alpha_i = clip(0.1 (x_i W_a) + 0.5, 0, 1)                      one per head; W_a [width, heads], no bias
 *   beta_i  = (mean - alpha_i) / N
 *   A_ij    = alpha_i softmax_j(q_i k_j / sqrt(d)) + beta_i        for visible keys j; o_i = sum_j A_ij v_j
 *   mean   <- 0.9 mean + 0.1 average of alpha                      from 0, per head, after the step
 *
 * The paper calls N the key sequence length. "keys": the same N for every query, so that a row with m visible keys sums to
 * alpha (1 - m / N) + mean m / N. "visible": N = m, and every row sums to the mean.
 */
import { constant, normal, zeros, type Scope, type Tensor } from "#engine";
import type { AttentionWeights } from "#lab/nn/language-model/attention";

export type KeyCount = "keys" | "visible";

export interface AffineOptions {
  readonly keyCount?: KeyCount;
  /** N of the "keys" reading where a model sees fewer keys than in training. Default: the keys there are. */
  readonly length?: number;
  /** Each query sees itself and what came before, or all keys. Default: the former. */
  readonly causal?: boolean;
}

/** What limits the scale to 0..1. */
export type Limit = (z: Tensor) => Tensor;

/** Eq. 11: a straight line, flat beyond -5 and 5. */
export const linearClip: Limit = (z) => z.mul(0.1).add(0.5).clip(0, 1);

/** The paper's ablation. */
export const sigmoid: Limit = (z) => z.sigmoid();

/** [queries, keys]: 1 where a query looks, 0 elsewhere. The last query is aligned with the last key. */
function visibleKeys(queries: number, keys: number, causal: boolean): Tensor {
  const sees = (at: number) => !causal || (at % keys) - (keys - queries) <= Math.floor(at / keys);
  return constant(
    Float32Array.from({ length: queries * keys }, (_, at) => Number(sees(at))),
    { shape: [queries, keys] },
  );
}

/** Eq. 8 for each query: (mean - alpha) / N. */
function evenBias(scale: Tensor, mean: Tensor, visible: Tensor, { keyCount = "keys", length }: AffineOptions): Tensor {
  const count = keyCount === "visible" ? visible.sum(-1) : (length ?? visible.shape[1]);
  return mean.sub(scale).div(count);
}

/** Eq. 6. softmax: [batch, heads, queries, keys]; scale: [batch, heads, queries, 1]; mean broadcasts to it. Rows may be negative in part. */
export function affineRows(softmax: Tensor, scale: Tensor, mean: Tensor, options: AffineOptions = {}): Tensor {
  const [queries, keys] = softmax.shape.slice(-2);
  const visible = visibleKeys(queries, keys, options.causal ?? true).cast(softmax.dtype);
  return softmax.mul(scale).add(evenBias(scale, mean, visible, options).mul(visible));
}

/**
 * The same for values [batch, heads, keys, size], without a bias on each key: alpha softmax V + beta (sum of visible V). A fused
 * attention kernel can give the first part. As many queries as keys.
 */
export function affineMix(
  softmax: Tensor,
  values: Tensor,
  scale: Tensor,
  mean: Tensor,
  options: AffineOptions = {},
): Tensor {
  const [queries, keys] = softmax.shape.slice(-2);
  const { causal = true } = options;
  const visible = visibleKeys(queries, keys, causal).cast(softmax.dtype);
  const sums = causal ? values.cumsum(-2) : values.sum(-2);
  return softmax
    .matmul(values)
    .mul(scale)
    .add(sums.mul(evenBias(scale, mean, visible, options)));
}

/** Eq. 9: what the running mean becomes after a step. scale: [batch, heads, queries, 1]; mean: [heads]. */
export const nextMean = (mean: Tensor, scale: Tensor, momentum = 0.9): Tensor =>
  mean.mul(momentum).add(scale.mean([0, 2, 3], { keepDims: false }).mul(1 - momentum));

/** Eq. 7: x [batch, queries, width] to the scale [batch, heads, queries, 1]. */
export const scaleOf = (x: Tensor, map: Tensor, limit: Limit = linearClip): Tensor =>
  limit(x.matmul(map)).transpose(0, 2, 1).unsqueeze(-1);

/** The weights of affine-scaled attention, for `selfAttention`. The running mean is a state: nothing is learned through it, and at inference it stays. */
export const affineWeights =
  ({ limit = linearClip, ...options }: AffineOptions & { readonly limit?: Limit } = {}): AttentionWeights =>
  (at, scores, { x, heads }) => {
    const scale = scaleOf(x, at.scope("scale").parameter("weight", [x.shape.at(-1)!, heads], normal(0.02)), limit);
    return withRunningMean(at, scores, scale, options);
  };

/** The same with a scale that is given: the running mean follows it. */
export function withRunningMean(at: Scope, scores: Tensor, scale: Tensor, options: AffineOptions = {}): Tensor {
  const heads = scores.shape[1];
  const mean = at.scope("scale").state("mean", [heads], zeros);
  mean.update(nextMean(mean.value, scale));
  return affineRows(scores.softmax(), scale, mean.value.reshape(1, heads, 1, 1), options);
}
