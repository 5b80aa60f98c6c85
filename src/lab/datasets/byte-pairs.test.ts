import { describe, expect, test } from "vitest";
import { bytePairs } from "./byte-pairs.ts";
import { mobyDick, mobyDickTokens } from "./moby-dick.ts";

describe("byte-pair tokens", () => {
  // The pairs of "low low lower newest": lo 3, ow 3, " l" 2, ... ; lo has the older left symbol.
  test("are the most frequent pairs, one after the other; the older symbols win a tie", () => {
    const { symbols, encode, decode } = bytePairs("low low lower newest", { size: 12 });
    expect(symbols).toEqual([" ", "e", "l", "n", "o", "r", "s", "t", "w", "lo", "low", " low"]);
    const codes = encode("lower low");
    expect([...codes]).toEqual([10, 1, 5, 11]);
    expect(decode(codes)).toBe("lower low");
  });

  test("overlapping pairs are taken from the left", () => {
    const { symbols, encode } = bytePairs("aaaaa", { size: 2 });
    expect(symbols).toEqual(["a", "aa"]);
    expect([...encode("aaaaa")]).toEqual([1, 1, 0]);
  });

  test("never cross the border of a word", () => {
    const { symbols } = bytePairs("to be, to be\nto be", { size: 11 });
    expect(symbols.filter((symbol) => /\S\s|[a-z],/.test(symbol))).toEqual([]);
    expect(symbols).toContain(" be");
  });

  test("give any text of their alphabet back, whatever its spaces, signs and letters", () => {
    const text = "Ahab's  whale\n\n…—“Thar she blows!”  naïve 🐋🐋 x1";
    const { encode, decode } = bytePairs("Thar she blows! she blows", { size: 36, alphabet: text + "Thar she blows!" });
    expect(decode(encode(text))).toBe(text);
  });

  test("refuse sizes that the text cannot have, and characters that they do not know", () => {
    expect(() => bytePairs("abc", { size: 2 })).toThrow("2 symbols are fewer than the 3 characters");
    expect(() => bytePairs("ab ab", { size: 99 })).toThrow("no more than 5 symbols, not 99");
    expect(() => bytePairs("ab ab", { size: 4 }).encode("abc")).toThrow('"c"');
  });
});

describe("Moby-Dick in 512 tokens", () => {
  test("is the whole book in half as many tokens, split where the characters are, the same every time", async () => {
    const { vocabulary, train, validation } = await mobyDickTokens();
    expect(vocabulary.size).toBe(512);
    const book = await mobyDick();
    expect(vocabulary.decode(train) + vocabulary.decode(validation)).toBe(book);
    expect(book.length / (train.length + validation.length)).toBeGreaterThan(2);
    expect(vocabulary.symbols.slice(83, 91)).toEqual([" t", "he", " a", "in", " the", " s", " o", " w"]);
    expect(new Set(train).size).toBeGreaterThan(480);
  });

  test("its pairs are learned on the training text alone", async () => {
    const [little, most] = [await mobyDickTokens({ held: 0.05 }), await mobyDickTokens({ held: 0.95 })];
    expect(most.vocabulary.symbols).not.toEqual(little.vocabulary.symbols);
  });
});
