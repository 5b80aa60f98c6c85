import { expect, test } from "vitest";
import { wordHash, wordsOf, wordTokenizer } from "./words.ts";

test("words are letters and digits with what joins them, in lower case", () => {
  expect(wordsOf("The mother-in-law's 2 o'clock tea; (Über-) größe!")).toEqual([
    "the",
    "mother-in-law's",
    "2",
    "o'clock",
    "tea",
    "über",
    "größe",
  ]);
  expect(wordsOf(" ;-) ")).toEqual([]);
});

test("the hash is FNV-1a", () => {
  expect([wordHash(""), wordHash("a"), wordHash("foobar")]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
});

test("frequent words have codes of their own, the others share buckets", () => {
  const tokenizer = wordTokenizer(["b a b", "c a b", "d"], { size: 7, buckets: 3, specials: ["mask"] });
  expect([tokenizer.size, tokenizer.words, tokenizer.specials]).toEqual([7, ["b", "a"], { mask: 1 }]);
  const [b, a, c, again] = tokenizer.encode("b a c c");
  expect([b, a, c]).toEqual([2, 3, again]);
  expect(c).toBe(4 + (wordHash("c") % 3));
  expect([...tokenizer.rows(["a", "b b b b"], 3)]).toEqual([3, 0, 0, 2, 2, 2]);
});

test("fewer words than there is room for make it smaller; no room at all is refused", () => {
  expect(wordTokenizer(["a b"], { size: 100, buckets: 5 }).size).toBe(8);
  expect(() => wordTokenizer(["a"], { size: 5, buckets: 4 })).toThrow(
    "5 codes have no room for words beside 4 buckets",
  );
});
