/** In-batch InfoNCE: each query has its own passage to find among those of the whole batch. van den Oord et al. 2018; Karpukhin et al. 2020. */
import { concat, crossEntropies, iota, where, type Tensor } from "#engine";

export interface ContrastiveOptions {
  /** Cosines are divided by it. */
  readonly temperature: number;
  /** Further negatives of each query alone, behind the passages that all share: [queries, k, d]. */
  readonly own?: Tensor;
  /** Bool [queries, passages + k]: what a query is not asked about, such as passages that are as right as its own. */
  readonly ignored?: Tensor;
}

/** A logit that takes no part. */
const never = -1e9;

/** Rows of length 1. [..., d]; a row of zeros stays. */
export const unitRows = (x: Tensor): Tensor => x.div(x.square().sum(-1).maximum(1e-12).sqrt());

/**
 * cos(q_i, p) / temperature: [queries, passages + k]. Queries [b, d], passages [m, d] with m >= b: that of query i is row i, and what follows
 * the first b are further negatives.
 */
export function contrastiveLogits(
  queries: Tensor,
  passages: Tensor,
  { temperature, own, ignored }: ContrastiveOptions,
): Tensor {
  const asking = unitRows(queries).div(temperature);
  const shared = asking.matmul(unitRows(passages).transpose()); // [b, m]
  const logits = own
    ? concat([shared, asking.unsqueeze(1).matmul(unitRows(own).transpose()).squeeze(1)], 1) // [b, m + k]
    : shared;
  return ignored ? where(ignored, never, logits) : logits;
}

/** -log softmax_i of the logits of each query i: [queries]. */
export const contrastiveLosses = (queries: Tensor, passages: Tensor, options: ContrastiveOptions): Tensor =>
  crossEntropies(contrastiveLogits(queries, passages, options), iota(queries.shape[0]));

/** Their mean. */
export const contrastiveLoss = (queries: Tensor, passages: Tensor, options: ContrastiveOptions): Tensor =>
  contrastiveLosses(queries, passages, options).mean();

/** Which passages are the same as a query's own, itself left out: bool [queries, m], from an identity of each passage, int32 [m]. */
export function samePassages(identities: Tensor, queries: number): Tensor {
  const [m] = identities.shape;
  const same = identities.slice(0, 0, queries).unsqueeze(1).equal(identities.unsqueeze(0));
  const own = iota(queries).unsqueeze(1).equal(iota(m).unsqueeze(0));
  return same.and(own.not());
}
