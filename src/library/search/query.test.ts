import { expect, test } from "vitest";
import { parseQuery } from "./query.ts";

const weights = (text: string) => Object.fromEntries(parseQuery(text).terms.map(({ term, weight }) => [term, weight]));

test("a query is its words without stop words, as stems", () => {
  expect(parseQuery("The networks of a NETWORK").terms).toMatchObject([{ term: "network", word: "networks" }]);
  expect(parseQuery("Größe café").sequence).toEqual(["gross", "cafe"]);
});

test("repeating a word counts, ever less", () => {
  expect(weights("apple")).toEqual({ appl: 1 });
  const twice = weights("apple apple").appl;
  const often = weights("apple ".repeat(50)).appl;
  expect(twice).toBeGreaterThan(1.5);
  expect(twice).toBeLessThan(2);
  expect(often).toBeLessThan(9);
});

test("asking for articles counts little in a sentence, and fully in a short query", () => {
  const sentence = weights("articles describing compilers for parallel vector machines");
  expect(sentence["articl"]).toBeLessThan(sentence["compil"]);
  expect(weights("scientific articles")["articl"]).toBe(1);
});

test("a text of any length is cut to what can be searched", () => {
  const { terms, sequence } = parseQuery(Array.from({ length: 5_000 }, (_, n) => `word${n}`).join(" "));
  expect(terms.length).toBe(100);
  expect(sequence.length).toBeLessThanOrEqual(400);
});
