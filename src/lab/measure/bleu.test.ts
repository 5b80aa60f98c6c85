import { describe, expect, test } from "vitest";
import { bleu, gleu } from "./bleu.ts";

describe("GLEU", () => {
  test("of a translation that stops a word early: 6 of 10 runs", () =>
    expect(gleu("the cat sat", "the cat sat down")).toBeCloseTo(0.6, 12));
  test("counts a word no more often than the other side has it", () =>
    expect(gleu("the the the the", "the cat")).toBeCloseTo(0.1, 12));
  test("is the same the other way round, 1 for the reference and 0 without a common word", () => {
    expect(gleu("the cat sat down", "the cat sat")).toBeCloseTo(0.6, 12);
    expect([gleu("a b", "a b"), gleu("a b", "c"), gleu("", "c")]).toEqual([1, 0, 0]);
  });
});

describe("BLEU", () => {
  test("is 100 for the reference and 0 without four words in a row", () => {
    expect(bleu(["a b c d e"], ["a b c d e"])).toBeCloseTo(100, 10);
    expect(bleu(["a b c x e"], ["a b c d e"])).toBe(0);
  });
  test("is the geometric mean of four precisions of the whole corpus", () => {
    // Runs that are right: 8 of 9, 6 of 7, 4 of 5, 2 of 3; both sides have nine words.
    const wanted = 100 * ((8 / 9) * (6 / 7) * (4 / 5) * (2 / 3)) ** (1 / 4);
    expect(bleu(["a b c d x", "f g h i"], ["a b c d e", "f g h i"])).toBeCloseTo(wanted, 10);
  });
  test("pays for what is missing, not for what is too much", () =>
    expect(bleu(["a b c d"], ["a b c d e"])).toBeCloseTo(100 * Math.exp(1 - 5 / 4), 10));
});
