/**
 * BM25 over two fields (BM25F; Robertson, Zaragoza and Taylor, CIKM 2004): counts and lengths of title and body are added with
 * weights before they saturate, so that a word in both is not rewarded twice.
 *
 *   score(paper) = sum over terms  q(term) * rarity(term) * f * (k1 + 1) / (f + k1 * (1 - b + b * L / mean L))
 *   f = titleWeight * count in title + count in body + 1 if among the names
 */
import type { QueryTerm } from "../query.ts";
import { packed } from "../index/document.ts";
import type { Segments } from "../index/segments.ts";

/** Chosen on Cranfield, CACM and titles and sentences of arXiv abstracts as queries. */
export const bm25 = { k1: 1.2, b: 0.72, titleWeight: 2.5 } as const;

export interface Scored {
  /** Paper id. */
  readonly id: number;
  readonly score: number;
}

export interface Scores {
  /** Papers with at least one of the terms. */
  readonly total: number;
  /** Best first; equal scores by id, newest first. */
  readonly best: readonly Scored[];
}

/** f */
export const frequencyOf = (title: number, body: number, names: number): number =>
  bm25.titleWeight * title + body + names;

/** f for each of the 256 packed counts. */
const frequency = Float64Array.from({ length: 256 }, (_, byte) =>
  frequencyOf(packed.title(byte), packed.body(byte), packed.names(byte)),
);

/**
 * @param allowed only these papers; null: all.
 */
export function scorePapers(
  index: Segments,
  terms: readonly QueryTerm[],
  limit: number,
  allowed: ReadonlySet<number> | null = null,
): Scores {
  const { k1, b, titleWeight } = bm25;
  const mean = titleWeight * index.titleLength + index.bodyLength || 1;
  const weights = terms.map(({ term, weight, spelled }) => ({
    term,
    weight: weight * (spelled?.idf ?? index.idf(term)) * (k1 + 1),
    spelled,
  }));
  const best = new Best(limit);
  let total = 0;
  for (const segment of index.all) {
    const { ids, titleLengths, bodyLengths, replaced } = segment;
    let scores: Float64Array | null = null;
    for (const { term, weight, spelled } of weights) {
      const number = segment.numberOf(term);
      const frequencies = spelled?.frequencies.get(segment);
      if (number === undefined && frequencies === undefined) continue;
      const sums = (scores ??= new Float64Array(ids.length));
      const add = (paper: number, f: number): void => {
        const length = titleWeight * titleLengths[paper] + bodyLengths[paper];
        sums[paper] += (weight * f) / (f + k1 * (1 - b + (b * length) / mean));
      };
      if (frequencies !== undefined)
        frequencies.forEach((f, paper) => {
          if (f > 0) add(paper, f);
        });
      else segment.each(number!, (paper, counts) => add(paper, frequency[counts]));
    }
    if (scores === null) continue;
    for (let paper = 0; paper < scores.length; paper++) {
      if (scores[paper] <= 0 || replaced?.[paper] === 1) continue;
      if (allowed !== null && !allowed.has(ids[paper])) continue;
      total++;
      best.offer(ids[paper], scores[paper]);
    }
  }
  return { total, best: best.result() };
}

/** The best so many of any number, in a heap whose top is the worst of them. */
export class Best {
  private readonly limit: number;
  private readonly ids: number[] = [];
  private readonly scores: number[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Whether it would be kept. */
  takes(id: number, score: number): boolean {
    const { ids, scores, limit } = this;
    return ids.length < limit || (limit > 0 && (score > scores[0] || (score === scores[0] && id > ids[0])));
  }

  offer(id: number, score: number): void {
    const { ids, scores, limit } = this;
    if (ids.length < limit) {
      ids.push(id);
      scores.push(score);
      let at = ids.length - 1;
      while (at > 0 && this.worse(at, (at - 1) >> 1)) {
        this.swap(at, (at - 1) >> 1);
        at = (at - 1) >> 1;
      }
    } else if (this.takes(id, score)) {
      ids[0] = id;
      scores[0] = score;
      this.sink();
    }
  }

  result(): Scored[] {
    return this.ids.map((id, at) => ({ id, score: this.scores[at] })).sort((a, b) => b.score - a.score || b.id - a.id);
  }

  private sink(): void {
    for (let at = 0; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.ids.length && this.worse(child, worst)) worst = child;
      if (worst === at) return;
      this.swap(at, worst);
      at = worst;
    }
  }

  private worse(a: number, b: number): boolean {
    return this.scores[a] < this.scores[b] || (this.scores[a] === this.scores[b] && this.ids[a] < this.ids[b]);
  }

  private swap(a: number, b: number): void {
    [this.ids[a], this.ids[b]] = [this.ids[b], this.ids[a]];
    [this.scores[a], this.scores[b]] = [this.scores[b], this.scores[a]];
  }
}
