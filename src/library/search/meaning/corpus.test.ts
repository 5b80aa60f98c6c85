import { expect, test } from "vitest";
import { CorpusReader, type LearningPaper } from "./corpus.ts";
import { madeUpPapers } from "./testing.ts";

function read(papers: readonly LearningPaper[], total = papers.length) {
  const reader = new CorpusReader(total);
  for (const paper of papers) reader.add(paper);
  return reader.result();
}

const paper = (id: number, title: string, abstract: string): LearningPaper => ({ id, title, abstract, authors: [7] });

test("terms are what at least two papers have, the most frequent first, and passages are sentences", () => {
  const corpus = read([
    paper(1, "Wings", "The flow over wings. It is hot."),
    paper(2, "Hot flows", "Wings again."),
    paper(3, "Lonely", "Nothing."),
  ]);
  expect(corpus.terms).toEqual(["wing", "flow", "hot"]);
  const named = (numbers: Int32Array) => Array.from(numbers, (number) => corpus.terms[number]);
  expect(corpus.papers.map(({ title }) => named(title))).toEqual([["wing"], ["hot", "flow"], []]);
  expect(corpus.papers[0].passages.map(named)).toEqual([["flow", "wing"], ["hot"]]);
  // Of three papers one has it, or two of them.
  expect(corpus.rarity[0]).toBeCloseTo(Math.log(1 + 1.5 / 2.5), 6);
  expect(corpus.byAuthor.get(7)).toEqual([1, 2, 3]);
  expect(corpus.segments.flatMap(({ ids }) => [...ids])).toEqual([1, 2, 3]);
});

test("a text without stops is cut", () => {
  const [{ passages }] = read([paper(1, "", Array(100).fill("wing").join(" ")), paper(2, "", "wing")]).papers;
  expect(passages.length).toBeGreaterThan(3);
  expect(Math.max(...passages.map(({ length }) => length))).toBeLessThanOrEqual(24);
});

test("some are kept back, the same ones whenever they come, and nothing is learnt from them", () => {
  const papers = madeUpPapers(200);
  const { kept, papers: learnt, segments } = read(papers);
  expect(kept.length).toBeGreaterThan(15);
  expect(kept.length).toBeLessThan(50);
  expect(learnt).toHaveLength(200 - kept.length);
  const ids = kept.map(({ id }) => id);
  expect(segments.flatMap((segment) => [...segment.ids]).some((id) => ids.includes(id))).toBe(false);
  expect(read(papers.slice(50), 200).kept.map(({ id }) => id)).toEqual(ids.filter((id) => id > 50));
  // Of a large library a smaller share.
  expect(read(papers, 100_000).kept.length).toBeLessThan(10);
});
