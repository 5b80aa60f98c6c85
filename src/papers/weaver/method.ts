/**
 * Weaver: picks one of many answers by weak verifiers, whose reliability it learns from how they agree. Saad-Falcon et al.
 * 2025, arXiv 2506.18203, with the estimator that its released code converges to.
 *
 *   scores       made comparable per verifier (min-max), then votes: score >= threshold
 *   filter       a verifier that votes nearly always or nearly never says nothing, and is dropped
 *   rates        a_v = TPR_v - FPR_v.  If verifiers err independently, given the truth,
 *                    Cov(i, j) = p (1 - p) a_i a_j,  so  |a_i| = sqrt(C_ij C_ik / (C_jk p (1 - p)))
 *                the median over all pairs j, k;  TPR = m + (1 - p) a,  FPR = m - p a,  m the mean vote
 *   posterior    P(right | votes) by naive Bayes with prior p;  the answer with the highest is picked
 *
 * p, the share of right answers, has to come from somewhere: the released settings take it from the labels.
 */
import { constant, type Tensor } from "#engine";
import { median } from "#lab/measure/statistics";

/** Votes of verifiers, row by row: [rows, verifiers], 0 or 1. */
export interface Votes {
  readonly rows: number;
  readonly verifiers: number;
  readonly values: Uint8Array;
}

/** How often a verifier votes for a right answer, and for a wrong one. */
export interface Rates {
  readonly tpr: readonly number[];
  readonly fpr: readonly number[];
}

const clip = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Scores of one verifier on a common scale: unchanged inside 0 .. 1, else min-max. What is not a number becomes 0. */
export function comparable(scores: ArrayLike<number>): Float64Array {
  const numbers = Array.from(scores).filter((score) => !Number.isNaN(score));
  const [low, high] = numbers.reduce(
    ([a, b], score) => [Math.min(a, score), Math.max(b, score)],
    [Infinity, -Infinity],
  );
  const scale = low >= 0 && high <= 1 ? (score: number) => score : (score: number) => (score - low) / (high - low || 1);
  return Float64Array.from(scores, (score) => (Number.isNaN(score) ? 0 : scale(score)));
}

/** How often each answer of a query was given, min-max over its distinct answers: one more verifier. All equally often: 1. */
export function majority(answers: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const [low, high] = [Math.min(...counts.values()), Math.max(...counts.values())];
  return answers.map((answer) => (high === low ? 1 : (counts.get(answer)! - low) / (high - low)));
}

/** Votes from scores, a column per verifier. @param threshold from which on a score is a vote. */
export function votesOf(columns: readonly ArrayLike<number>[], threshold: number): Votes {
  const [verifiers, rows] = [columns.length, columns[0].length];
  const values = new Uint8Array(rows * verifiers);
  columns.forEach((scores, v) => {
    for (let row = 0; row < rows; row++) values[row * verifiers + v] = Number(scores[row] >= threshold);
  });
  return { rows, verifiers, values };
}

/** Mean vote of each verifier. */
export function marginals({ rows, verifiers, values }: Votes): number[] {
  const sums = new Array<number>(verifiers).fill(0);
  for (let at = 0; at < values.length; at++) sums[at % verifiers] += values[at];
  return sums.map((sum) => sum / rows);
}

export type Filter = "all" | "small" | "large" | "adaptive";

/** Verifiers to keep, by their mean votes. "all": between .1 and .9; "small": above .5; "large": below; "adaptive": by the prior. None kept: all are. */
export function kept(means: readonly number[], filter: Filter, prior: number): number[] {
  const rule = filter !== "adaptive" ? filter : prior < 0.2 ? "large" : prior > 0.8 ? "small" : "all";
  const keep = (mean: number) =>
    rule === "all" ? mean > 0.1 && mean < 0.9 : rule === "small" ? mean > 0.5 : mean < 0.5;
  const found = means.flatMap((mean, v) => (keep(mean) ? [v] : []));
  return found.length > 0 ? found : means.map((_, v) => v);
}

/** The columns of some verifiers. */
export function only({ rows, verifiers, values }: Votes, some: readonly number[]): Votes {
  const taken = new Uint8Array(rows * some.length);
  for (let row = 0; row < rows; row++)
    some.forEach((v, at) => (taken[row * some.length + at] = values[row * verifiers + v]));
  return { rows, verifiers: some.length, values: taken };
}

/** Covariances of the votes, [verifiers][verifiers]. */
export function covariances(votes: Votes): number[][] {
  const { rows, verifiers, values } = votes;
  const means = marginals(votes);
  const both = means.map(() => new Array<number>(verifiers).fill(0));
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < verifiers; i++)
      if (values[row * verifiers + i]) for (let j = 0; j < verifiers; j++) both[i][j] += values[row * verifiers + j];
  return both.map((line, i) => line.map((sum, j) => sum / rows - means[i] * means[j]));
}

/** a_v from covariances alone, better than chance where nothing says otherwise; 0 where no pair says anything. */
export function tripletAccuracies(covariance: readonly (readonly number[])[], prior: number): number[] {
  const spread = prior * (1 - prior);
  return covariance.map((line, i) => {
    const estimates: number[] = [];
    for (let j = 0; j < line.length; j++)
      for (let k = j + 1; k < line.length; k++) {
        if (j === i || k === i || Math.abs(covariance[j][k]) <= 1e-6) continue;
        const square = (line[j] * line[k]) / (covariance[j][k] * spread);
        if (square > 0) estimates.push(Math.sqrt(square));
      }
    const size = estimates.length === 0 ? 0 : Math.min(1, median(estimates));
    // One that votes against the others is worse than chance.
    const others = line.reduce((sum, value, j) => (j === i ? sum : sum + value), 0);
    return others < 0 ? -size : size;
  });
}

/** Rates from mean votes and accuracies, within .01 and .99. */
export const ratesOf = (means: readonly number[], accuracies: readonly number[], prior: number): Rates => ({
  tpr: means.map((mean, v) => clip(mean + (1 - prior) * accuracies[v], 0.01, 0.99)),
  fpr: means.map((mean, v) => clip(mean - prior * accuracies[v], 0.01, 0.99)),
});

/** Rates by agreement, in closed form. */
export const tripletRates = (votes: Votes, prior: number): Rates =>
  ratesOf(marginals(votes), tripletAccuracies(covariances(votes), prior), prior);

/** Rates by expectation maximization with a fixed prior, from the thresholded mean vote on. Dawid & Skene 1979. */
export function emRates(votes: Votes, prior: number, rounds = 50): Rates {
  const { rows, verifiers, values } = votes;
  let belief: ArrayLike<number> = Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let v = 0; v < verifiers; v++) sum += values[row * verifiers + v];
    return Number(sum >= verifiers / 2);
  });
  let rates = supervisedRates(votes, belief);
  for (let round = 0; round < rounds; round++) {
    belief = posteriors(votes, rates, prior);
    rates = supervisedRates(votes, belief);
  }
  return rates;
}

/** Rates where the truth is known, or believed to a degree: 0 .. 1 for each row. */
export function supervisedRates({ rows, verifiers, values }: Votes, truth: ArrayLike<number>): Rates {
  const [right, wrong] = [new Array<number>(verifiers).fill(0), new Array<number>(verifiers).fill(0)];
  let total = 0;
  for (let row = 0; row < rows; row++) {
    total += truth[row];
    for (let v = 0; v < verifiers; v++) {
      const vote = values[row * verifiers + v];
      right[v] += vote * truth[row];
      wrong[v] += vote * (1 - truth[row]);
    }
  }
  const share = (sum: number, of: number) => clip(sum / Math.max(of, 1e-9), 0.01, 0.99);
  return { tpr: right.map((sum) => share(sum, total)), fpr: wrong.map((sum) => share(sum, rows - total)) };
}

/** P(right | votes) of each row, by naive Bayes. */
export function posteriors({ rows, verifiers, values }: Votes, { tpr, fpr }: Rates, prior: number): Float64Array {
  const yes = tpr.map((rate, v) => Math.log(rate / fpr[v]));
  const no = tpr.map((rate, v) => Math.log((1 - rate) / (1 - fpr[v])));
  return Float64Array.from({ length: rows }, (_, row) => {
    let odds = Math.log(prior / (1 - prior));
    for (let v = 0; v < verifiers; v++) odds += values[row * verifiers + v] ? yes[v] : no[v];
    return 1 / (1 + Math.exp(-odds));
  });
}

/** The best of the first `of` candidates of each query; the first of equals. `merit`: a number per row, `candidates` rows a query. */
export function select(merit: ArrayLike<number>, candidates: number, of = candidates): number[] {
  return Array.from({ length: merit.length / candidates }, (_, query) => {
    let best = query * candidates;
    for (let row = best + 1; row < query * candidates + of; row++) if (merit[row] > merit[best]) best = row;
    return best;
  });
}

/** Posterior as a graph, for votes [rows, verifiers] with rates [verifiers] and a prior [1], all within .01 and .99: log-odds add up. -> [rows] */
export function posteriorGraph(votes: Tensor, tpr: Tensor, fpr: Tensor, prior: Tensor): Tensor {
  const yes = (rate: Tensor) => rate.clip(0.01, 0.99).log();
  const no = (rate: Tensor) => yes(rate.neg().add(1));
  const without = no(tpr).sub(no(fpr));
  // What a vote adds to the odds of its absence.
  const more = yes(tpr).sub(yes(fpr)).sub(without);
  const odds = votes.mul(more).add(without).sum(1, { keepDims: false });
  return odds.add(yes(prior).sub(no(prior))).sigmoid();
}

/**
 * The loss that the released label model descends: mu [2 V, 2] holds P(vote_v = j | truth = c) at row 2 v + j; moments [2 V, 2 V]
 * are the mean products of the votes' indicators. 0 at the truth, if verifiers err independently.
 */
export function labelModelLoss(mu: Tensor, moments: readonly (readonly number[])[], prior: number): Tensor {
  const given = (values: number[] | number[][]) => constant(values, { dtype: mu.dtype });
  const between = moments.map((line, i) => line.map((_, j) => Number(i >> 1 !== j >> 1)));
  const weighted = mu.mul(given([1 - prior, prior]));
  const pairs = given(moments.map((line) => [...line]))
    .sub(weighted.matmul(mu.transpose()))
    .mul(given(between))
    .square()
    .sum();
  const diagonal = given(moments.map((line, i) => line[i]));
  const singles = weighted.sum(1, { keepDims: false }).sub(diagonal).square().sum();
  const columns = mu
    .reshape(moments.length / 2, 2, 2)
    .sum(1, { keepDims: false })
    .sub(1)
    .square()
    .sum();
  return pairs.add(singles).add(columns.mul(10));
}

/** Mean products of the indicators of votes 0 and 1, [2 V][2 V]. */
export function indicatorMoments(votes: Votes): number[][] {
  const [means, covariance] = [marginals(votes), covariances(votes)];
  const product = (i: number, j: number) => (i === j ? means[i] : covariance[i][j] + means[i] * means[j]);
  return Array.from({ length: 2 * votes.verifiers }, (_, a) =>
    Array.from({ length: 2 * votes.verifiers }, (_, b) => {
      const [i, j, x, y] = [a >> 1, b >> 1, a & 1, b & 1];
      if (i === j) return x !== y ? 0 : x ? means[i] : 1 - means[i];
      const both = product(i, j);
      return x && y ? both : x ? means[i] - both : y ? means[j] - both : 1 - means[i] - means[j] + both;
    }),
  );
}
