/**
 * Puts the best papers in a better order, from what is in their texts.
 *
 * Two steps, both small: words that stand side by side in the query and in a paper count as one more term (the ordered
 * pairs of Metzler and Croft, SIGIR 2005); then each paper moves a little towards the papers most like it, because relevant
 * papers resemble each other (score regularization; Diaz, CIKM 2005).
 */
import type { ParsedQuery } from "../query.ts";
import type { PaperTerms } from "../index/segment.ts";
import type { Segments } from "../index/segments.ts";
import { bm25, type Scored } from "./bm25.ts";

/** How many of the best are looked into. */
const looked = 50;

const pairWeight = 0.25;
const regularized = { papers: 30, neighbours: 5, share: 0.25 } as const;

/** @param best as BM25 orders them, all of them in the index. */
export function rerank(index: Segments, query: ParsedQuery, best: readonly Scored[]): Scored[] {
  const idf = (term: string) => index.idf(term);
  const first = best.slice(0, looked).map(({ id, score }) => {
    const terms = index.paperTerms(id)!;
    return { id, terms, score: score + pairScore(index, query, terms, idf) };
  });
  const withPairs = byScore(first);
  const top = towardsNeighbours(withPairs.slice(0, regularized.papers), idf);
  return [
    ...byScore(top),
    ...withPairs.slice(regularized.papers).map(({ id, score }) => ({ id, score })),
    ...best.slice(looked),
  ];
}

interface Looked extends Scored {
  readonly terms: PaperTerms;
}

const byScore = <T extends Scored>(scored: T[]): T[] => scored.sort((a, b) => b.score - a.score || b.id - a.id);

function pairScore(
  index: Segments,
  { sequence, pairs }: ParsedQuery,
  { title, body }: PaperTerms,
  idf: (term: string) => number,
): number {
  const { k1, b, titleWeight } = bm25;
  const mean = titleWeight * index.titleLength + index.bodyLength || 1;
  const saturation = k1 * (1 - b + (b * (titleWeight * title.length + body.length)) / mean);
  let score = 0;
  for (let at = 0; at + 1 < sequence.length; at++) {
    const [one, other] = [sequence[at], sequence[at + 1]];
    if (one === other) continue;
    const joined = pairs?.get(`${one} ${other}`) ?? null;
    const count = titleWeight * sideBySide(title, one, other, joined) + sideBySide(body, one, other, joined);
    if (count > 0) score += (Math.min(idf(one), idf(other)) * count * (k1 + 1)) / (count + saturation);
  }
  return pairWeight * score;
}

function sideBySide(terms: readonly string[], one: string, other: string, joined: string | null): number {
  let count = joined === null ? 0 : terms.filter((term) => term === joined).length;
  for (let at = terms.indexOf(one); at >= 0; at = terms.indexOf(one, at + 1)) if (terms[at + 1] === other) count++;
  return count;
}

function towardsNeighbours(top: readonly Looked[], idf: (term: string) => number): Scored[] {
  const { neighbours, share } = regularized;
  const alike = similarities(
    top.map(({ terms }) => terms),
    idf,
  );
  return top.map(({ id, score }, at) => {
    const nearest = [...alike[at].keys()]
      .filter((other) => other !== at)
      .sort((a, b) => alike[at][b] - alike[at][a])
      .slice(0, neighbours);
    const sum = nearest.reduce((total, other) => total + alike[at][other], 0);
    if (sum === 0) return { id, score };
    const theirs = nearest.reduce((total, other) => total + alike[at][other] * top[other].score, 0) / sum;
    return { id, score: (1 - share) * score + share * theirs };
  });
}

/** Cosines between the papers' weighted terms. */
function similarities(papers: readonly PaperTerms[], idf: (term: string) => number): Float64Array[] {
  const documentFrequency = new Map<string, { paper: number; weight: number }[]>();
  for (const [paper, { title, body }] of papers.entries()) {
    const counts = new Map<string, number>();
    for (const term of title) counts.set(term, (counts.get(term) ?? 0) + bm25.titleWeight);
    for (const term of body) counts.set(term, (counts.get(term) ?? 0) + 1);
    let squares = 0;
    for (const [term, count] of counts) {
      const weight = (1 + Math.log(count)) * idf(term);
      counts.set(term, weight);
      squares += weight * weight;
    }
    const norm = Math.sqrt(squares) || 1;
    for (const [term, weight] of counts) {
      const entry = { paper, weight: weight / norm };
      const list = documentFrequency.get(term);
      if (list) list.push(entry);
      else documentFrequency.set(term, [entry]);
    }
  }
  const alike = papers.map(() => new Float64Array(papers.length));
  for (const list of documentFrequency.values())
    for (let i = 1; i < list.length; i++)
      for (let j = 0; j < i; j++) {
        const product = list[i].weight * list[j].weight;
        alike[list[i].paper][list[j].paper] += product;
        alike[list[j].paper][list[i].paper] += product;
      }
  return alike;
}
