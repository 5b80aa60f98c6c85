/**
 * KaLM-Embedding-V2: a contrastive loss that aims at what is difficult (arXiv 2506.20923, first version).
 *
 *   E(text) = mean over tokens of an encoder without a causal mask, begun from a language model      s = cosine of two of them
 *   h       = norm(lambda n_k + (1 - lambda) n_l)   and   norm(sum_k softmax_k(s(q, n_k) / 0.1) n_k)  mixed from the negatives n of a query
 *   Z_i     = sum over all positives p_j and mined negatives n_jk of the batch, and over the h of query i alone, of e^(s(q_i, .) / tau)
 *   p_i     = e^(s(q_i, p_i) / tau) / Z_i
 *   L       = mean_i (1 - p_i)^gamma (-log p_i)                                                      gamma = 0.5
 *
 * First on weak pairs (without n and h), then on labelled ones with mined negatives; the last model is the mean of several of the second stage.
 * Neither the weights (1 - p)^gamma nor the way through h is differentiated, unless asked for.
 */
import { concat, crossEntropies, detach, iota, pad, type Tensor } from "#engine";
import { contrastiveLogits, focalWeights, mixList, mixPairs, type MixedPairs } from "#lab/training/encoder/index";

export { drawPairs, focalWeights, mineOne, mixList, mixPairs, openMiner } from "#lab/training/encoder/index";
export { soup } from "#lab/training/soup";

export const gamma = 0.5;
/** Mixed from two, for each query; one more is mixed from all. */
export const pairsPerQuery = 4;
export const listTemperature = 0.1;

/** A batch of b queries with M mined negatives each. */
export interface Batch {
  /** [b, d] */
  readonly queries: Tensor;
  /** The b positives, then the negatives of query 1, 2, ...: [b + b M, d]. */
  readonly passages: Tensor;
  /** Bool [b, b + b M]: passages that are as right as a query's own. */
  readonly same: Tensor;
}

/** The negatives of all queries, one after the other: [b M, d]. */
export const minedOf = ({ queries: { shape }, passages }: Batch): Tensor =>
  passages.slice(0, shape[0], passages.shape[0]);

/** Negatives that are made for this step: [b, pairs + 1, d], of length 1. */
export function mixedNegatives(
  batch: Batch,
  pairs: MixedPairs,
  { temperature = listTemperature, differentiated = false }: { temperature?: number; differentiated?: boolean } = {},
): Tensor {
  const mined = minedOf(batch);
  const [b, d] = batch.queries.shape;
  const list = mixList(batch.queries, mined.reshape(b, mined.shape[0] / b, d), temperature);
  const mixed = concat([mixPairs(mined, pairs), list], 1);
  return differentiated ? mixed : detach(mixed);
}

export interface LossOptions {
  /** tau. */
  readonly temperature: number;
  /** Weight of each query, [b], from its logits. Default: focal, with `gamma`. */
  readonly weigh?: (logits: Tensor) => Tensor;
  /** Bool [b, b + b M + k]: what a query is not asked about. Default: the same passages. */
  readonly ignored?: Tensor;
  /** Embeddings that are cut to their first numbers, each with a loss of its own weight. Default: the whole ones. Kusupati et al. 2022. */
  readonly sizes?: readonly { readonly size: number; readonly weight: number }[];
}

/** The loss of a batch, with mixed negatives [b, k, d] if there are any. A scalar. */
export function kalmLoss({ queries, passages, same }: Batch, mixed: Tensor | null, options: LossOptions): Tensor {
  const [b, width] = queries.shape;
  const { temperature, weigh = (logits) => focalWeights(logits, { exponent: gamma }) } = options;
  const { ignored = besideMixed(same, mixed), sizes = [{ size: width, weight: 1 }] } = options;
  const terms = sizes.map(({ size, weight }) => {
    const cut = (x: Tensor) => (size === width ? x : x.slice(-1, 0, size));
    const own = mixed ? cut(mixed) : undefined;
    const logits = contrastiveLogits(cut(queries), cut(passages), { temperature, own, ignored });
    return crossEntropies(logits, iota(b)).mul(weigh(logits)).mean().mul(weight);
  });
  return terms.reduce((sum, term) => sum.add(term));
}

/** Nothing that is mixed is left out. */
const besideMixed = (same: Tensor, mixed: Tensor | null): Tensor =>
  mixed === null
    ? same
    : pad(same.cast("float32"), [
        [0, 0],
        [0, mixed.shape[1]],
      ]).greater(0.5);
