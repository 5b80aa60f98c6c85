/** Two ways to make one order of two: scores stretched to 0..1 and averaged, as our search does, against reciprocal ranks (k = 60). */
import type { Collection } from "../../src/library/search/evaluate/collection.ts";
import { hasRelevant, meanQuality, quality } from "../../src/library/search/evaluate/measures.ts";
import { analyzeDocument } from "../../src/library/search/index/document.ts";
import { Segment } from "../../src/library/search/index/segment.ts";
import { Segments } from "../../src/library/search/index/segments.ts";
import { encodeSegment } from "../../src/library/search/index/write-segment.ts";
import { depth, stretched } from "../../src/library/search/meaning/stretch.ts";
import { parseQuery } from "../../src/library/search/query.ts";
import { scorePapers, type Scored } from "../../src/library/search/rank/bm25.ts";
import { rerank } from "../../src/library/search/rank/rerank.ts";
import { latentModel } from "./latent.ts";

/** nDCG@10 by way. */
export type Fusion = Readonly<Record<"words" | "meaning" | "stretched" | "reciprocal", number>>;

type Way = (words: readonly Scored[], meaning: readonly Scored[]) => Scored[];

const averaged: Way = (words, meaning) => stretched(words, meaning, 0.5);

const reciprocal: Way = (words, meaning) =>
  summed([words, meaning].flatMap((side) => side.map(({ id }, rank) => ({ id, score: 1 / (60 + rank + 1) }))));

function summed(all: readonly Scored[]): Scored[] {
  const sums = new Map<number, number>();
  for (const { id, score } of all) sums.set(id, (sums.get(id) ?? 0) + score);
  return byScore([...sums].map(([id, score]) => ({ id, score })));
}

const byScore = (all: readonly Scored[]): Scored[] => all.toSorted((a, b) => b.score - a.score || b.id - a.id);

export function compareFusion({ documents, queries, grades }: Collection): Fusion {
  const index = new Segments();
  const terms = documents.map(({ title, text }, at) => analyzeDocument({ id: at + 1, title, body: text, names: "" }));
  index.add(new Segment(encodeSegment(terms)));
  const model = latentModel(documents.map(({ title, text }) => `${title} ${text}`));
  const vectors = documents.map(({ title, text }) => model(`${title} ${text}`));
  const ways: Readonly<Record<keyof Fusion, Way>> = {
    words: (words) => [...words],
    meaning: (_, meaning) => [...meaning],
    stretched: averaged,
    reciprocal,
  };
  const judged = queries.filter(({ id }) => hasRelevant(grades.get(id)));
  const sides = judged.map(({ id, text }) => {
    const query = parseQuery(text);
    const words = rerank(index, query, scorePapers(index, query.terms, depth).best);
    const asked = model(text);
    const meaning = vectors.map((vector, at) => ({
      id: at + 1,
      score: vector.reduce((sum, v, d) => sum + v * asked[d], 0),
    }));
    return { words, meaning: byScore(meaning).slice(0, depth), grades: grades.get(id)! };
  });
  const of = (way: Way) =>
    meanQuality(
      sides.map(({ words, meaning, grades }) =>
        quality(
          way(words, meaning).map(({ id }) => documents[id - 1].id),
          grades,
        ),
      ),
    )["nDCG@10"];
  return { words: of(ways.words), meaning: of(ways.meaning), stretched: of(averaged), reciprocal: of(reciprocal) };
}
