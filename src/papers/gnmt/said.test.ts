import { describe, expect, test } from "vitest";
import type { Hypothesis } from "#lab/nn/recurrent/beam-search";
import { foundInWords, tidied, warningsOf } from "./said.ts";
import { pieces } from "./vocabulary.ts";

const symbols = pieces(["low lower newest", "low lowest 12", "new newer Tami"], 30);

describe("before a search, a reader is told", () => {
  const read = symbols.encode("low newest");
  const told = (sentence: string, of = symbols.encode(sentence)) =>
    warningsOf(sentence, of, { symbols, words: new Set(["low", "lower", "newest"]) });
  test("nothing where all is well", () => expect(told("low newest")).toBe(""));
  test("that nothing was written", () => {
    expect(tidied("  \n ")).toBe("");
    expect(told("")).toContain("0 words");
  });
  test("which characters are unknown, each once", () => expect(told("löw löw?")).toBe("It has never seen “ö”, “?”. "));
  test("which words are none of its own, but for names, each once", () =>
    expect(told("lowest Tami lowest west low")).toBe(
      "Not among its words: “lowest”, “west”. It reads that in pieces, as it does names. ",
    ));
  test("where it stops reading", () => {
    const sentence = "low newest lower";
    expect(told(sentence, read)).toBe(
      `Of ${symbols.encode(sentence).length} pieces it has room for ${read.length}, up to “low newest”. `,
    );
  });
  test("nothing of spaces", () => expect(tidied(" low   newest ")).toBe("low newest"));
});

describe("of a search, a reader is told", () => {
  const read = symbols.encode("low");
  const hypothesis = (text: string, logProbability: number, coverage: number, ends = true): Hypothesis => ({
    ...{ logProbability, aligned: [], coverage: new Float32Array(read.length).fill(coverage) },
    symbols: [...symbols.encode(text), ...(ends ? [2] : [])],
  });
  const strengths = { alpha: 0, beta: 1 };
  const said = (...hypotheses: Hypothesis[]) => foundInWords(hypotheses, { read, symbols, strengths });

  test("what won, its score, what came behind it, and how many ended", () => {
    const told = said(hypothesis("new", -1, 1), hypothesis("newer", -2, 1), hypothesis("newest", -3, 1), hypothesis("low", -4, 1)); // prettier-ignore
    expect(told).toMatch(
      /^“new” \(\d pieces, score −1\) wins for \d pieces: log P −1, and 0 of the score for coverage\./,
    );
    expect(told).toContain("Every piece of the source was looked at. 4 translations ended.");
    expect(told).toMatch(/Behind it: “newer” \(\d pieces, score −2\), then “newest” \(\d pieces, score −3\)\.$/);
  });
  test("what was hardly looked at, and that nothing ended", () => {
    const told = said(hypothesis("new", -1, 0.1, false));
    expect(told).toContain("Hardly looked at: low. None ended before it was twice as long as the source.");
    expect(told).not.toContain("Behind it");
  });
});
