import { describe, expect, test } from "vitest";
import { fold, wordsIn } from "./words.ts";

describe("one spelling", () => {
  test.each([
    ["accents go from letters of Latin, Greek and Cyrillic", "Poincaré Ελλάς Ёж", "poincare ελλας еж"],
    ["vowel signs and viramas stay", "किताब বাংলাদেশ தமிழ்", "किताब বাংলাদেশ தமிழ்"],
    ["points of Hebrew and Arabic go", "שָׁלוֹם كِتَاب", "שלום كتاب"],
    ["Indic syllables are as if they were typed well", "हिंंदी क\u0902ा ক\u09c7\u09be", "हिंदी का\u0902 কো"],
    ["old chillus are the new letters", "അവന\u0d4d\u200d", "അവൻ"],
  ])("%s", (_, written, folded) => {
    expect(fold(written)).toBe(folded);
  });
  test("another vowel is another word", () => {
    expect(fold("किताब")).not.toBe(fold("काताब"));
  });
  test("half a pair, marks alone, and a flood of joiners are read without harm", () => {
    expect(wordsIn("x\ud800y \u093e\u094d")).toEqual(["x", "y"]);
    expect(wordsIn(`क${"\u200d".repeat(100_000)}`)).toEqual(["क"]);
  });
});
