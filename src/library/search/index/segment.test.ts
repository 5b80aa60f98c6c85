import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { termOf } from "../analysis/terms.ts";
import type { DocumentWords } from "./document.ts";
import { Segment } from "./segment.ts";
import { Segments } from "./segments.ts";
import { encodeSegment, mergeSegments } from "./write-segment.ts";

const words = fc.array(fc.constantFrom("apple", "apples", "the", "péché", "林檎", "x".repeat(40)), { maxLength: 60 });
const names = fc.array(words, { maxLength: 3 });
const documents = fc.array(fc.record({ id: fc.nat({ max: 2 ** 31 - 1 }), title: words, body: words, names }), {
  maxLength: 30,
});

/** What a segment says, as plain values. */
function contents(segment: Segment) {
  const postings = segment.names.map((name, term) => {
    const papers: [number, number][] = [];
    segment.each(term, (paper, counts) => papers.push([segment.ids[paper], counts]));
    return [name, papers] as const;
  });
  const texts = [...segment.ids].map((id, paper) => [id, segment.paperTerms(paper)] as const);
  return { postings: new Map(postings), texts: new Map(texts) };
}

/** The same from the documents alone. */
function expected(all: readonly DocumentWords[]) {
  const latest = new Map(all.map((document) => [document.id, document]));
  const count = (terms: readonly string[], term: string, max: number) =>
    Math.min(max, terms.filter((other) => other === term).length);
  const postings = new Map<string, [number, number][]>();
  const termsOf = (words: readonly string[]) => words.map(termOf).filter((term) => term !== null);
  const read = [...latest.values()].map(({ id, title, body, names }) => ({
    id,
    title: termsOf(title),
    body: termsOf(body),
    names: termsOf(names.flat()),
  }));
  for (const { id, title, body, names } of read)
    for (const term of new Set([...title, ...body, ...names])) {
      const byte = (count(title, term, 3) << 6) | (count(names, term, 1) << 5) | count(body, term, 31);
      postings.set(term, [...(postings.get(term) ?? []), [id, byte]]);
    }
  return { postings, texts: new Map(read.map(({ id, title, body }) => [id, { title, body }])) };
}

describe("a segment", () => {
  test("gives back what it was written from", () => {
    fc.assert(
      fc.property(documents, (all) => {
        expect(contents(new Segment(encodeSegment(all)))).toEqual(expected(all));
      }),
      { numRuns: 60 },
    );
  });

  test("merged from several says what the later ones say", () => {
    fc.assert(
      fc.property(fc.array(documents, { minLength: 1, maxLength: 4 }), (batches) => {
        const merged = new Segment(mergeSegments(batches.map((batch) => new Segment(encodeSegment(batch)))));
        const sorted = ({ postings, texts }: ReturnType<typeof expected>) => ({
          texts: new Map([...texts].sort(([a], [b]) => a - b)),
          postings: new Map(
            [...postings]
              .filter(([, papers]) => papers.length > 0)
              .map(([term, papers]) => [term, papers.sort(([a], [b]) => a - b)]),
          ),
        });
        expect(sorted(contents(merged) as never)).toEqual(sorted(expected(batches.flat())));
      }),
      { numRuns: 40 },
    );
  });
});

test("many small segments become one without changing what is in them", () => {
  const index = new Segments();
  for (let id = 1; id <= 40; id++)
    index.add(new Segment(encodeSegment([{ id: (id % 30) + 1, title: ["plum"], body: [`tree${id}`], names: [] }])));
  const before = [index.papers, index.titleLength, index.bodyLength, index.papersWith("tree40"), index.paperTerms(11)];
  index.compact();
  expect(index.all.length).toBe(1);
  expect([index.papers, index.titleLength, index.bodyLength, index.papersWith("tree40"), index.paperTerms(11)]).toEqual(
    before,
  );
  expect(index.paperTerms(11)).toEqual({ title: ["plum"], body: ["tree40"] });
});
