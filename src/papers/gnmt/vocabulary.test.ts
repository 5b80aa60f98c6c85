import { describe, expect, test } from "vitest";
import { inPieces, mixed, pieces, unknown, words } from "./vocabulary.ts";

const sentences = ["low lower newest", "low lowest 12", "new newer Tami"];

describe.each([
  ["pieces", pieces(sentences, 30)],
  ["words and characters mixed", mixed(sentences, 60)],
] as const)("%s", (_, symbols) => {
  test("give back what they read, also words that no sentence had", () => {
    for (const sentence of [...sentences, "lowest Tamit", "e w 1"])
      expect(symbols.decode(symbols.encode(sentence))).toBe(sentence);
  });
  test("leave no word unknown, and write marks as nothing", () => {
    expect(symbols.encode("rest wet")).not.toContain(unknown);
    expect(symbols.decode([1, ...symbols.encode("low"), 2, 0])).toBe("low");
  });
  test("have as many symbols as they say, each once", () => {
    expect(new Set(symbols.names).size).toBe(symbols.size);
    expect(Math.max(...sentences.flatMap((sentence) => symbols.encode(sentence)))).toBeLessThan(symbols.size);
  });
});

describe("pieces", () => {
  test("cut a word alike wherever it stands, and mark where words begin", () => {
    const { encode, names } = pieces(sentences, 30);
    expect(encode("lowest low lowest").slice(0, encode("lowest").length)).toEqual(encode("lowest"));
    expect(encode("Tami lowest").slice(-encode("lowest").length)).toEqual(encode("lowest"));
    expect(names).toContain("▁low");
  });
  test("read a character that no text had as unknown, alone", () => {
    const { encode, decode } = pieces(sentences, 30);
    expect(encode("low?")).toEqual([...encode("low"), unknown]);
    expect(decode(encode("low?"))).toBe("low<unknown>");
  });
});

test("words: the most frequent have codes, the others are one symbol", () => {
  const { encode, decode, names } = words(sentences, 6);
  expect(names.slice(4)).toEqual(["low", "12"]);
  expect(decode(encode("low lower 12"))).toBe("low <unknown> 12");
});

test("a mixed word says of each character whether it begins, stands within or ends", () => {
  const symbols = mixed(sentences, 60);
  expect(symbols.encode("lei").map((code) => symbols.names[code])).toEqual(["<B>l", "<M>e", "<E>i"]);
});

describe("pieces for people", () => {
  const names = ["▁the", "▁V", "eli", "ka", "▁sees", "▁", "T", "ami"];
  const of = (...places: number[]) => inPieces(names, (at) => places.includes(at));
  test("of one word hang together", () => expect(of(0, 1, 2, 3, 5, 6, 7)).toBe("the, V·eli·ka, T·ami"));
  test("say where a word's beginning is not among them", () => expect(of(1, 3, 6, 7)).toBe("V, -ka, T·ami"));
  test("of which there is none say nothing", () => expect([of(), of(5)]).toEqual(["", ""]));
});
