/**
 * xMEN: which concept a mention stands for. Two cheap generators propose candidates, a cross-encoder puts the best of them in order.
 *
 *   s(c) = max over generators g and aliases a of c of w_g cos_g(mention, a)           trigrams by TF-IDF, vectors of f minus their mean
 *   L    = -sum_i y_i log softmax(z)_i + lambda || z - s ||_2                          for the K candidates of a mention, z by the cross-encoder
 *   f    learns: (1/n) sum_i [ ln(1 + sum_P e^(-alpha (S_ip - b))) / alpha + ln(1 + sum_N e^(beta (S_in - b))) / beta ]
 *
 * The norm of L is neither squared nor divided by K, and is taken of raw logits. The terminology itself is in terminology.ts.
 */
import { concat, iota, where, type Tensor } from "#engine";
import type { TrigramIndex } from "#lab/text/trigrams";
import { unitRows } from "#lab/training/encoder/index";
import type { AliasTable, Concept } from "./terminology.ts";

export interface Candidate {
  /** Place in the terminology. */
  readonly concept: number;
  readonly score: number;
  /** Generators that proposed it, those with the highest score first. */
  readonly predictedBy: readonly string[];
}

/** Candidates of one mention, the best first; equal scores in the order of the terminology. */
export type Candidates = readonly Candidate[];

const byScore = (a: Candidate, b: Candidate): number => b.score - a.score || a.concept - b.concept;

/** Of hits among aliases: each concept once, with the best score of its aliases. Only scores above `threshold`. */
export function conceptsOf(
  hits: readonly { readonly place: number; readonly score: number }[],
  { concepts }: AliasTable,
  { name, threshold = 0 }: { name: string; threshold?: number },
): Candidates {
  const best = new Map<number, number>();
  for (const { place, score } of hits)
    if (score > threshold)
      for (const concept of concepts[place]) best.set(concept, Math.max(score, best.get(concept) ?? -Infinity));
  return Array.from(best, ([concept, score]) => ({ concept, score, predictedBy: [name] })).sort(byScore);
}

/** Generator A: concepts of the `k` aliases that share the most trigrams. None for a mention without a trigram that is known. */
export const trigramCandidates = (index: TrigramIndex, table: AliasTable, mention: string, k = 100): Candidates =>
  conceptsOf(index.search(mention, k), table, { name: "trigrams" });

/** Vectors row after row, [rows, width]. */
export interface Vectors {
  readonly values: Float32Array;
  readonly width: number;
}

/** The mean row. */
export function meanVector({ values, width }: Vectors): Float32Array {
  const mean = new Float64Array(width);
  for (let at = 0; at < values.length; at++) mean[at % width] += values[at];
  return Float32Array.from(mean, (sum) => (sum * width) / values.length);
}

/** Rows minus a vector, at length 1. A row of zeros stays. */
export function centred({ values, width }: Vectors, mean: Float32Array): Vectors {
  const result = values.map((value, at) => value - mean[at % width]);
  for (let from = 0; from < result.length; from += width) {
    const row = result.subarray(from, from + width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let at = 0; at < width; at++) row[at] /= length;
  }
  return { values: result, width };
}

/**
 * Generator B: concepts of the `k` aliases that are nearest by cosine. Both sides as `centred` leaves them, by the mean of the aliases;
 * the release leaves the mention where it is: hand it in centred by zeros.
 */
export function denseCandidates(
  aliases: Vectors,
  table: AliasTable,
  mention: Float32Array,
  { k = 1_000, threshold = -1 }: { k?: number; threshold?: number } = {},
): Candidates {
  const { values, width } = aliases;
  const hits = Array.from({ length: values.length / width }, (_, place) => {
    let score = 0;
    for (let at = 0; at < width; at++) score += values[place * width + at] * mention[at];
    return { place, score };
  });
  hits.sort((a, b) => b.score - a.score || a.place - b.place);
  return conceptsOf(hits.slice(0, k), table, { name: "dense", threshold });
}

/** The union of several lists, each with a weight on its scores: a concept's score is its highest. Cut to `keep`. */
export function ensemble(
  lists: readonly { readonly candidates: Candidates; readonly weight?: number }[],
  keep = 64,
): Candidate[] {
  const found = new Map<number, { score: number; by: { name: string; score: number }[] }>();
  for (const { candidates, weight = 1 } of lists)
    for (const { concept, score, predictedBy } of candidates) {
      const known = found.get(concept) ?? { score: -Infinity, by: [] };
      known.by.push(...predictedBy.map((name) => ({ name, score: weight * score })));
      found.set(concept, { score: Math.max(known.score, weight * score), by: known.by });
    }
  const named = (by: readonly { name: string; score: number }[]) => [
    ...new Set(by.toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1)).map(({ name }) => name)),
  ];
  return Array.from(found, ([concept, { score, by }]) => ({ concept, score, predictedBy: named(by) }))
    .sort(byScore)
    .slice(0, keep);
}

/** Between the stages: only concepts that share a semantic type with the mention. */
export const ofTypes = (
  candidates: Candidates,
  terminology: readonly Concept[],
  types: readonly string[],
): Candidates => candidates.filter(({ concept }) => terminology[concept].types.some((type) => types.includes(type)));

/** What the cross-encoder orders: the candidates of one mention, of which the last one is none of them. */
export interface RankedList {
  /** Places in the terminology; null is NIL. */
  readonly concepts: readonly (number | null)[];
  /** s: scores of the first stage. */
  readonly priors: Float32Array;
  /** y: 1 at the right concepts, at NIL where none of them is in the list. */
  readonly labels: Float32Array;
}

/**
 * The first `size` candidates, the last one overwritten by NIL, whose prior is its label, as in the release. `gold`: places of the right
 * concepts. A list that is shorter loses its last one, too; an empty one is NIL alone.
 */
export function withNil(candidates: Candidates, gold: readonly number[], size: number): RankedList {
  const kept = candidates.slice(0, Math.max(0, Math.min(size, candidates.length) - 1));
  const right = kept.map(({ concept }) => Number(gold.includes(concept)));
  const isNil = Number(!right.includes(1));
  return {
    concepts: [...kept.map(({ concept }) => concept), null],
    priors: Float32Array.from([...kept.map(({ score }) => score), isNil]),
    labels: Float32Array.from([...right, isNil]),
  };
}

export interface RankLoss {
  /** lambda: how strongly logits are pulled to the scores of the first stage. */
  readonly pull: number | Tensor;
}

/** What torch's PairwiseDistance adds to every difference. */
const epsilon = 1e-6;

/** L of each mention, [mentions], of logits, priors and labels [mentions, K]. */
export function rankLosses(logits: Tensor, priors: Tensor, labels: Tensor, { pull }: RankLoss): Tensor {
  const crossEntropy = logits.logSoftmax().mul(labels).sum(-1).neg();
  const distance = logits.sub(priors).add(epsilon).square().sum(-1).sqrt();
  return crossEntropy.add(distance.mul(pull)).squeeze(-1);
}

/** Candidates in the order of the cross-encoder, with softmax(z) as their scores. NIL in the first place means no answer; where that is not allowed, NIL goes last. */
export function rerank(
  { concepts }: Pick<RankedList, "concepts">,
  logits: ArrayLike<number>,
  { mayBeNil }: { mayBeNil: boolean },
): { readonly concept: number; readonly score: number }[] {
  const top = Math.max(...Array.from(logits));
  const powers = concepts.map((_, at) => Math.exp(logits[at] - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const all = concepts
    .map((concept, at) => ({ concept, score: powers[at] / total, at }))
    .sort((a, b) => b.score - a.score || a.at - b.at);
  if (mayBeNil && all[0].concept === null) return [];
  return all.flatMap(({ concept, score }) => (concept === null ? [] : [{ concept, score }]));
}

/** The answer of each mention where the same span is annotated several times: the second of them takes the second candidate, and so on. */
export function answers(
  mentions: readonly { readonly span: string; readonly ranked: readonly number[] }[],
): (number | null)[] {
  const taken = new Map<string, number>();
  return mentions.map(({ span, ranked }) => {
    const place = taken.get(span) ?? 0;
    taken.set(span, place + 1);
    return ranked[place] ?? null;
  });
}

export interface MultiSimilarity {
  readonly alpha: number;
  readonly beta: number;
  readonly base: number;
  /** Of the miner, in Euclidean distance of unit vectors: triplets with d_in - d_ip <= margin stay. Default: no miner, all pairs. */
  readonly margin?: number;
}

/** The settings of SapBERT's release. */
export const sapBert: MultiSimilarity = { alpha: 1, beta: 60, base: 0.5, margin: 0.2 };

/**
 * The parts of the loss by anchor, [n] each, of cosines [n, n] and int32 labels [n]: what is equal belongs together, itself left out.
 * A pair takes part if it is in a triplet that the miner keeps, which no gradient sees; where no pair is left, the part is 0.
 */
export function multiSimilarityParts(
  cosines: Tensor,
  labels: Tensor,
  { alpha, beta, base, margin }: MultiSimilarity,
): { readonly positive: Tensor; readonly negative: Tensor } {
  const equal = labels.unsqueeze(1).equal(labels.unsqueeze(0));
  const places = iota(labels.shape[0]);
  const own = places.unsqueeze(1).equal(places.unsqueeze(0));
  let [positives, negatives] = [equal.and(own.not()), equal.not()];
  if (margin !== undefined) {
    const distances = cosines.mul(-2).add(2).maximum(0).sqrt();
    const nearest = where(negatives, distances, far).min(1);
    const farthest = where(positives, distances, -far).max(1);
    [positives, negatives] = [
      positives.and(nearest.sub(distances).lessEqual(margin)),
      negatives.and(distances.sub(farthest).lessEqual(margin)),
    ];
  }
  return {
    positive: softCount(cosines.sub(base).mul(-alpha), positives).div(alpha),
    negative: softCount(cosines.sub(base).mul(beta), negatives).div(beta),
  };
}

/** Beyond any distance of unit vectors. */
const far = 1e9;

/** ln(1 + sum over the pairs that take part of e^x): [n]. */
const softCount = (x: Tensor, taken: Tensor): Tensor =>
  concat([x.slice(1, 0, 1).mul(0), where(taken, x, -far)], 1)
    .logSumExp(1)
    .squeeze(1);

/** Its mean over all anchors, of vectors [n, width]. Wang et al. 2019; Liu et al. 2021 (SapBERT). */
export function multiSimilarityLoss(vectors: Tensor, labels: Tensor, options: MultiSimilarity = sapBert): Tensor {
  const unit = unitRows(vectors);
  const { positive, negative } = multiSimilarityParts(unit.matmul(unit.transpose()), labels, options);
  return positive.add(negative).mean();
}
