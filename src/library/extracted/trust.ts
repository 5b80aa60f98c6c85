/**
 * How far a reading is to be trusted: Weaver's posterior over the extractors that read the same and those that do not. How reliable each of
 * them is, nobody says: it is learnt from how they agree over all abstracts of a library (`#papers/weaver`).
 */
import { kept, posteriors, ratesOf, tripletAccuracies } from "#papers/weaver/method";
import { extractorNames, type Candidate, type Mention } from "./readings.ts";

/** What is kept of the votes in any number of texts: numbers, their readings, and how often two extractors were both for one. */
export interface Tally {
  mentions: number;
  candidates: number;
  /** At i, j in the order of `extractorNames`; at i, i how often i was. */
  readonly both: number[][];
}

export interface Reliability {
  /** Numbers and their readings, from which it was learnt. */
  readonly mentions: number;
  readonly candidates: number;
  /** The share of readings that are right. */
  readonly prior: number;
  /** By extractor, how often it is for a reading that is right, and for one that is wrong; null of one whose votes say nothing. */
  readonly rates: readonly ({ readonly tpr: number; readonly fpr: number } | null)[];
}

export const emptyTally = (): Tally => ({
  mentions: 0,
  candidates: 0,
  both: extractorNames.map(() => extractorNames.map(() => 0)),
});

/** Counts the votes of a text. */
export function count(tally: Tally, mentions: readonly Mention[]): void {
  tally.mentions += mentions.length;
  for (const { candidates } of mentions)
    for (const { votes } of candidates) {
      tally.candidates++;
      for (const [i, one] of votes.entries())
        if (one) for (const [j, other] of votes.entries()) tally.both[i][j] += Number(other);
    }
}

/** From fewer readings, or fewer extractors that are worth keeping, nothing can be learnt. */
const fewest = { candidates: 100, extractors: 3 };

/** Reliability from votes alone; null of too few. The prior is that of one right reading for every number. */
export function reliabilityOf({ mentions, candidates, both }: Tally): Reliability | null {
  if (candidates < fewest.candidates) return null;
  const prior = mentions / candidates;
  const means = both.map((line, i) => line[i] / candidates);
  const some = kept(means, "all", prior);
  if (some.length < fewest.extractors) return null;
  const covariance = some.map((i) => some.map((j) => both[i][j] / candidates - means[i] * means[j]));
  const marginals = some.map((i) => means[i]);
  const { tpr, fpr } = ratesOf(marginals, tripletAccuracies(covariance, prior), prior);
  const rates = extractorNames.map((_, i) => {
    const at = some.indexOf(i);
    return at < 0 ? null : { tpr: tpr[at], fpr: fpr[at] };
  });
  return { mentions, candidates, prior, rates };
}

/**
 * Of numbers that can be read at all, the share that have a right reading: what all extractors miss together, they cannot tell each other.
 * By hand on 224 numbers of abstracts from arXiv, 1998 to 2019.
 */
export const readable = 0.88;

/** P(right | votes). Without reliability the share of extractors that are for it. */
export function trustIn({ votes }: Candidate, reliability: Reliability | null): number {
  if (reliability === null) return (readable * votes.filter(Boolean).length) / votes.length;
  const used = reliability.rates.flatMap((rate, at) => (rate ? [{ ...rate, vote: Number(votes[at]) }] : []));
  const row = { rows: 1, verifiers: used.length, values: Uint8Array.from(used, ({ vote }) => vote) };
  const rates = { tpr: used.map(({ tpr }) => tpr), fpr: used.map(({ fpr }) => fpr) };
  return readable * posteriors(row, rates, reliability.prior)[0];
}
