import { expect, test } from "vitest";
import golden from "./golden/trigrams.json";
import { textTrigrams, trigramIndex, wordTrigrams } from "./trigrams.ts";

test("trigrams stay within words, or go across them, by code points", () => {
  expect(wordTrigrams("brasil")).toEqual([" br", "bra", "ras", "asi", "sil", "il "]);
  expect(wordTrigrams(" a  bc ")).toEqual([" a ", " bc", "bc "]);
  expect(textTrigrams("a bc")).toEqual([" a ", "a b", " bc", "bc "]);
  expect(wordTrigrams("𝒜𝒷")).toEqual([" 𝒜𝒷", "𝒜𝒷 "]);
  expect([wordTrigrams(""), textTrigrams("")]).toEqual([[], []]);
});

test.each(Object.entries(golden.cosines))(
  "cosines are those of numpy, of trigrams in at least %s texts",
  (minTexts, rows) => {
    const index = trigramIndex(golden.texts, { minTexts: Number(minTexts) });
    for (const [at, query] of golden.queries.entries())
      index.scores(query).forEach((score, place) => expect(score, query).toBeCloseTo(rows[at][place], 9));
  },
);

test("Brasil is nearer to Brazil than to Braille, and not at all to Bahrain", () => {
  const index = trigramIndex(["Brazil", "Bahrain", "Braille"]);
  const [brazil, bahrain, braille] = index.scores("Brasil");
  expect(brazil).toBeCloseTo(0.646718, 6);
  expect(bahrain).toBe(0);
  expect(braille).toBeCloseTo(0.328911, 6);
  expect(index.search("Brasil", 5).map(({ place }) => place)).toEqual([0, 2]);
  expect(index.search("Brasil", 1)).toHaveLength(1);
});

test("one letter is the same composed or not, large or small; a text finds itself at 1, before equal ones behind it", () => {
  const index = trigramIndex(["Åland", "Oland", "ÅLAND"]);
  const hits = index.search("a\u030aland".toUpperCase(), 3);
  expect(hits.map(({ place }) => place)).toEqual([0, 2, 1]);
  expect(hits[0].score).toBeCloseTo(1, 12);
});

test("a text without a trigram that is known finds nothing, without NaN", () => {
  const index = trigramIndex(["Brazil", ""]);
  for (const query of ["", "xyz", "日本"]) {
    expect(Array.from(index.scores(query))).toEqual([0, 0]);
    expect(index.search(query, 3)).toEqual([]);
  }
  expect(trigramIndex([]).search("Brazil", 3)).toEqual([]);
});

test("weights depend on what is indexed: a rare trigram counts more than one that all have", () => {
  const index = trigramIndex(["abc xyz", "abc", "abc klm", "abc opq"]);
  const [first, , third] = index.scores("xyz abc");
  expect(first).toBeGreaterThan(0.99);
  expect(third).toBeLessThan(0.4);
});

test("across words, cosines by hand", () => {
  const scores = trigramIndex(["abc", "abd", "xyz"], { trigrams: textTrigrams }).scores("abc");
  // " ab", "abc", "bc ": the first is in two of three texts.
  const [common, rare] = [Math.log(4 / 3) + 1, Math.log(4 / 2) + 1];
  expect(scores[0]).toBeCloseTo(1, 12);
  expect(scores[1]).toBeCloseTo(common ** 2 / (common ** 2 + 2 * rare ** 2), 12);
  expect(scores[2]).toBe(0);
});
