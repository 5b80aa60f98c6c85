import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beginningOf, clustersIn, widened } from "./clusters.ts";

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
const parts = ["a", " ", "e\u0301\u0302", "👩\u200d🔬", "🇩🇪", "क्षि", "กำ", "\r\n", "\ud800", "\u0600", "각", "\u0301"];
const anyText = (most: number) => fc.array(fc.constantFrom(...parts), { maxLength: most }).map((all) => all.join(""));

describe("clusters", () => {
  test("are those of Intl.Segmenter, wherever a window ends", () => {
    fc.assert(
      fc.property(anyText(400), (given) => {
        expect([...clustersIn(given)]).toEqual([...segmenter.segment(given)].map(({ segment }) => segment));
      }),
      { numRuns: 300 },
    );
    const long = `a${"\u0301".repeat(2_000)}b`;
    expect([...clustersIn(long)].map(({ length }) => length)).toEqual([2_001, 1]);
  });
});

describe("ranges", () => {
  test("are widened to the nearest borders", () => {
    fc.assert(
      fc.property(anyText(30), fc.nat(60), fc.nat(60), (given, one, other) => {
        const borders = [...[...segmenter.segment(given)].map(({ index }) => index), given.length];
        const [from, to] = [one, other].map((at) => Math.min(at, given.length)).sort((a, b) => a - b);
        expect(widened(given, [[from, to]])).toEqual([
          [Math.max(...borders.filter((at) => at <= from)), Math.min(...borders.filter((at) => at >= to))],
        ]);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("the beginning of a text", () => {
  test("ends at a border", () => {
    fc.assert(
      fc.property(anyText(30), fc.integer({ min: 40, max: 80 }), (given, length) => {
        const borders = [...segmenter.segment(given)].map(({ index }) => index).filter((at) => at > 0 && at <= length);
        const expected = given.length <= length || borders.length === 0 ? given.length : Math.max(...borders);
        if (expected > 0 && borders.length > 0) expect(beginningOf(given, length).length).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });
  test.each([
    ["a short text", "abc", 3, "abc"],
    ["between letters", "abcd", 3, "abc"],
    ["not through a conjunct", "किताब स्वास्थ्य", 8, "किताब "],
    ["not through an accent", "ae\u0301", 2, "a"],
    ["not through an emoji of several", "a👩\u200d🔬", 4, "a"],
    ["not through a flag", "🇩🇪🇫🇷", 6, "🇩🇪"],
    ["of one cluster longer than that, between its characters", `a${"\u0301".repeat(9)}`, 4, "a\u0301\u0301\u0301"],
    ["of a surrogate pair longer than that", "😀", 1, ""],
  ])("%s", (_, text, length, beginning) => {
    expect(beginningOf(text, length)).toBe(beginning);
  });
});
