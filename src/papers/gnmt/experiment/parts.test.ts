import { describe, expect, test } from "vitest";
import { input, Scope } from "#engine";
import { decode, decodeStepByStep, type Seq2Seq } from "#lab/nn/recurrent/seq2seq";
import { corpusOf } from "./corpus.ts";
import { longestChainOfCells } from "./critical-path.ts";
import { modelOne, phraseTranslator } from "./phrases.ts";

describe("the longest chain of cells", () => {
  const chain = (model: Seq2Seq, run = decodeStepByStep) => {
    const [memory, keys] = ["memory", "keys"].map((name) => input(name, [1, 5, model.units]));
    const source = { memory, keys, visible: input("visible", [1, 1, 5]) };
    return longestChainOfCells(run(new Scope(), input("given", [1, 6], "int32"), source, model).logits);
  };
  const model: Seq2Seq = { vocabulary: 4, embedding: 3, units: 2, layers: 4 };
  test("is one of a diagonal with attention from the bottom layer, and every cell with attention from the top", () => {
    expect(chain(model)).toBe(6 + 4 - 1);
    expect(chain({ ...model, query: "top" })).toBe(6 * 4);
  });
  test("is every cell, too, where a layer takes all steps at once", () => expect(chain(model, decode)).toBe(6 * 4));
});

describe("a translator by phrases", () => {
  const pairs = [
    ["the ship", "navi"],
    ["the captain", "kapo"],
    ["the ship sees the captain", "navi kapo vidas"],
    ["the captain sees the ship", "kapo navi vidas"],
    ["Tami sees the ship", "Tami navi vidas"],
  ].map(([source, target]) => ({ source, target }));

  test("knows from counts alone which word comes from which", () => {
    const lexicon = modelOne(pairs.map(({ source, target }) => [source.split(" "), target.split(" ")] as const));
    const likeliest = (word: string) => [...lexicon.get(word)!].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
    expect(["ship", "captain", "sees", "Tami"].map(likeliest)).toEqual(["navi", "kapo", "vidas", "Tami"]);
    for (const row of lexicon.values())
      expect([...row.values()].reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
  });

  test("writes phrases that it saw in their order, and copies what it never saw", () => {
    const translate = phraseTranslator(pairs);
    expect(translate("the captain sees the ship")).toBe("kapo navi vidas");
    expect(translate("the ship Velika")).toBe("navi Velika");
  });
});

test("no sentence of a test was learned, not even a short one", () => {
  const { learned, near, far } = corpusOf(1, { learned: 100, near: 40, far: 3, longest: 7, clauses: 1 });
  const known = new Set(learned.map(({ source }) => source));
  expect([...near, ...far].filter(({ source }) => known.has(source))).toEqual([]);
});
