/**
 * Unlearning by weighted losses: SatImp and what it is compared with. Yang et al. 2025, arXiv 2505.11953, as the released
 * code computes it.
 *
 *   p            = exp(-CE)                       likelihood of the true token, no gradient through it
 *   saturation   w = p^b1                         less for what is forgotten already            (SimSat)
 *   importance   w = (1 - p)^b2                   less for what the model is certain of         (SimImp)
 *   SatImp       w = p^b1 (1 - p)^b2              b1 = 5, b2 = 0.1
 *   forget loss  L = -sum(w CE) / number of answer tokens: small weights make the whole step small
 *   all          L + lambda CE of a batch that is to be kept
 *
 * Of one token's logits the gradient is -w (softmax - onehot), in L1 norm 2 w (1 - p): with SatImp it dies away at both
 * ends, so that forgetting brakes itself. Everything here is over answer tokens: `mask` is 1 there and 0 elsewhere.
 */
import { detach, fill, iota, type Tensor } from "#engine";
import { weightedMean } from "#lab/nn/language-model/weighted";

/** Exponents as numbers, or as scalars that are fed; one that is absent leaves its factor out. */
export interface Exponents {
  readonly saturation?: number | Tensor;
  readonly importance?: number | Tensor;
}

export const satImp = { saturation: 5, importance: 0.1 } as const satisfies Exponents;

/** p^saturation (1 - p)^importance of losses of any shape. In float32 exp(-CE) may exceed 1 by a rounding: both bases stay from 0 to 1. */
export function likelihoodWeights(losses: Tensor, { saturation, importance }: Exponents): Tensor {
  const p = detach(losses).neg().exp().minimum(1);
  const sure = saturation === undefined ? fill(1, p.shape, p.dtype) : p.pow(saturation);
  return importance === undefined ? sure : sure.mul(p.neg().add(1).pow(importance));
}

/** -sum(w CE) / number of answer tokens. losses, weights, mask: [batch, time] -> []. */
export const forgetLoss = (losses: Tensor, weights: Tensor, mask: Tensor): Tensor =>
  weightedMean(losses, weights.mul(mask), mask).neg();

/** One weight for a whole answer, made of the likelihood of all of it: the sum of its losses. */
export const instanceWeights = (losses: Tensor, mask: Tensor, exponents: Exponents): Tensor =>
  likelihoodWeights(losses.mul(mask).sum(-1), exponents).expand(losses.shape);

/** One weight for all: the mean of the answers' weights. */
export const batchWeights = (losses: Tensor, mask: Tensor, exponents: Exponents): Tensor =>
  likelihoodWeights(losses.mul(mask).sum(-1), exponents).mean().expand(losses.shape);

/** Places of answer tokens in the order of falling values, from 0: [batch, time]. Equal values stand as they come. */
export function ranksOf(values: Tensor, mask: Tensor): Tensor {
  const [batch, time] = values.shape;
  const of = (is: Tensor) => is.cast(mask.dtype);
  const [other, own] = [values.reshape(batch, time, 1), values.reshape(batch, 1, time)];
  const sooner = of(
    iota(time)
      .reshape(1, time, 1)
      .less(iota(time).reshape(1, 1, time)),
  );
  const before = of(other.greater(own)).add(of(other.equal(own)).mul(sooner));
  return before
    .mul(mask.reshape(batch, time, 1))
    .sum(1)
    .reshape(batch, time);
}

/** Weights of an answer sorted, cut into blocks of `size`, and each replaced by the mean of its block. */
export function groupWeights(weights: Tensor, mask: Tensor, size: number): Tensor {
  const [batch, time] = weights.shape;
  const block = ranksOf(weights, mask).div(size).floor();
  const together = block
    .reshape(batch, time, 1)
    .equal(block.reshape(batch, 1, time))
    .cast(mask.dtype)
    .mul(mask.reshape(batch, 1, time));
  const sums = together.mul(weights.reshape(batch, 1, time)).sum(-1);
  return sums.div(together.sum(-1).maximum(1)).reshape(batch, time).mul(mask);
}

/**
 * Hard sampling: 1 for the tokens of an answer whose loss lies above ("top") or below ("bottom") its quantile 1 - share, 0 for
 * the others. The quantile is interpolated, so that of n tokens the (n - 1)(1 - share) lowest lie below it, rounded up.
 */
export function hardMask(losses: Tensor, mask: Tensor, share: number, side: "top" | "bottom"): Tensor {
  const fixed = detach(losses);
  const ranks = ranksOf(fixed, mask);
  const last = mask.sum(-1).sub(1);
  // A rounding below a whole number is that number.
  const quantile = last.mul(1 - share).add(1e-4);
  const kept = side === "top" ? ranks.less(last.sub(quantile.floor())) : ranks.greater(last.sub(quantile));
  return kept.cast(mask.dtype).mul(mask);
}

/**
 * NPO, Zhang et al. 2024: -(2/beta) mean log sigmoid(beta (CE - reference)), CE summed over an answer, the reference being what
 * the model lost on it before. Its gradient is that of GA with the weight 2 p^beta / (p^beta + p_ref^beta). reference: [batch].
 */
export const npoLoss = (losses: Tensor, mask: Tensor, reference: Tensor, beta: number): Tensor =>
  preferenceLoss(
    losses
      .mul(mask)
      .sum(-1)
      .reshape(...reference.shape)
      .sub(reference),
    beta,
  );

/** SimNPO, Fan et al. 2024: the same of the mean over an answer, with a margin in the place of a reference. */
export function simNpoLoss(
  losses: Tensor,
  mask: Tensor,
  { beta, gamma = 0 }: { beta: number; gamma?: number },
): Tensor {
  const mean = losses.mul(mask).sum(-1).div(mask.sum(-1).maximum(1));
  return preferenceLoss(mean.sub(gamma), beta);
}

/** log sigmoid(x) = -softplus(-x) */
const preferenceLoss = (advantage: Tensor, beta: number): Tensor =>
  advantage
    .mul(-beta)
    .softplus()
    .mean()
    .mul(2 / beta);

/** Extraction strength of an answer: how much of it, counted from its end backwards to the first miss, the model gives from what precedes. */
export function extractionStrength(right: ArrayLike<number | boolean>): number {
  let known = 0;
  while (known < right.length && right[right.length - 1 - known]) known++;
  return known / right.length;
}
