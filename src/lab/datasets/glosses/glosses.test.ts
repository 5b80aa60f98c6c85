import { beforeAll, expect, test } from "vitest";
import { mean } from "../../measure/statistics.ts";
import { wordNet, type WordNet } from "../wordnet.ts";
import { glossPairs, type GlossPairs } from "./pairs.ts";
import { gradedPairs, pathToRoot, wuPalmer } from "./similarity.ts";

let words: WordNet;
let pairs: GlossPairs;
const placeOf = (lemma: string, topic: number) =>
  words.synsets.findIndex(({ lemmas: [first], topic: own }) => first === lemma && own === topic);

beforeAll(async () => {
  words = await wordNet();
  pairs = glossPairs(words, { seed: 1, queries: 500, candidates: 1_000, validation: { queries: 50, candidates: 100 } });
});

test("a query is never learned from, and its answer is the definition of its hypernym", () => {
  const { train, test, validation, texts } = pairs;
  const learned = new Set(train.flatMap(({ query, passage }) => [query, passage]));
  for (const { queries, candidates, answers } of [test, validation]) {
    expect(queries.filter((place) => learned.has(place))).toEqual([]);
    expect(new Set(candidates).size).toBe(candidates.length);
    for (const [at, query] of queries.entries())
      expect(candidates[answers[at]]).toBe(words.synsets[query].hypernyms[0]);
  }
  expect([test.queries.length, test.candidates.length, validation.queries.length]).toEqual([500, 1_000, 50]);
  expect(texts[placeOf("physicist", 18)]).toBe("a scientist trained in physics");
  expect(train.length).toBeGreaterThan(60_000);
});

test("another seed asks other queries, the same seed the same ones", () => {
  const options = { queries: 500, candidates: 1_000, validation: { queries: 50, candidates: 100 } };
  expect(glossPairs(words, { seed: 1, ...options }).test).toEqual(pairs.test);
  const other = new Set(glossPairs(words, { seed: 2, ...options }).test.queries);
  expect(pairs.test.queries.filter((place) => other.has(place)).length).toBeLessThan(50);
  expect(() => glossPairs(words, { seed: 1, queries: 500, candidates: 10 })).toThrow(
    "answers do not fit 10 candidates",
  );
});

test("Wu and Palmer: by hand, entity > physical entity > ... > person > scientist > physicist", () => {
  const [physicist, chemist, scientist] = ["physicist", "chemist", "scientist"].map((lemma) => placeOf(lemma, 18));
  const depth = pathToRoot(words, physicist).length;
  expect(pathToRoot(words, scientist)).toHaveLength(depth - 1);
  expect(wuPalmer(words, physicist, chemist)).toBeCloseTo((2 * (depth - 1)) / (2 * depth), 12);
  expect(wuPalmer(words, physicist, scientist)).toBeCloseTo((2 * (depth - 1)) / (2 * depth - 1), 12);
  expect(wuPalmer(words, physicist, physicist)).toBe(1);
});

test("graded pairs are near ones and far ones, of the nouns that were given", () => {
  const graded = gradedPairs(words, pairs.test.queries, { seed: 1, count: 400 });
  const among = new Set(pairs.test.queries);
  expect(graded.every(({ a, b }) => a !== b && among.has(a) && among.has(b))).toBe(true);
  const grades = graded.map(({ similarity }) => similarity);
  expect(grades.filter((grade) => grade > 0.75).length).toBeGreaterThan(20);
  expect(grades.filter((grade) => grade < 0.35).length).toBeGreaterThan(40);
  expect(mean(grades)).toBeLessThan(0.8);
});
