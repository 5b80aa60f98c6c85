/** In-batch InfoNCE: each query has its own passage to find among those of the whole batch. van den Oord et al. 2018; Karpukhin et al. 2020. */
import { crossEntropies, iota, where, type Tensor } from "#engine";

export interface ContrastiveOptions {
  /** Cosines are divided by it. */
  readonly temperature: number;
  /** Bool [queries, passages]: passages that a query is not asked about, because they are as right as its own. */
  readonly ignored?: Tensor;
}

/** A logit that takes no part. */
const never = -1e9;

/** Rows of length 1. [..., d]; a row of zeros stays. */
export const unitRows = (x: Tensor): Tensor => x.div(x.square().sum(-1).maximum(1e-12).sqrt());

/**
 * -log softmax_i(cos(q_i, p) / temperature) of each query: [queries]. Queries [b, d], passages [m, d] with m >= b: that of query i is row i, and
 * what follows the first b are further negatives.
 */
export function contrastiveLosses(
  queries: Tensor,
  passages: Tensor,
  { temperature, ignored }: ContrastiveOptions,
): Tensor {
  const logits = unitRows(queries).div(temperature).matmul(unitRows(passages).transpose()); // [b, m]
  const asked = ignored ? where(ignored, never, logits) : logits;
  return crossEntropies(asked, iota(queries.shape[0]));
}

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
