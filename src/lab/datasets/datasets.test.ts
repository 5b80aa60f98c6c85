import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { datasetBytes } from "./bytes-node.ts";
import { datasetBytes as fetchBytes } from "./bytes-web.ts";
import { characters } from "./characters.ts";
import { codePackages, codeSources, packagesOf } from "./code.ts";
import { localeNames, locales } from "./locale-names.ts";
import { packMnist, unpackMnist } from "./mnist-format.ts";
import { digitsAt, mnist } from "./mnist.ts";
import { mobyDick, mobyDickCharacters } from "./moby-dick.ts";
import { isDatasetName } from "./names.ts";
import { stateOfTheUnion, stateOfTheUnionByYear, stateOfTheUnionCodes } from "./state-of-the-union.ts";
import { definitionOf, parseWordNet, wordNet } from "./wordnet.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("MNIST", () => {
  test("is 12 000 + 2 500 digits in one file of known bytes, under 3 MB on the wire", async () => {
    const bytes = await datasetBytes("mnist");
    expect(bytes.length).toBe(16 + 14_500 * 785);
    expect(sha256(bytes)).toBe("59eac245f2af4ff0851973ed8b68df62415d45dc8fa577cfe7d95c482df38596");
    expect(gzipSync(bytes).length).toBeLessThan(3e6);
  });
  test("holds every digit about as often as the original", async () => {
    const { train, test: held, rows, columns } = await mnist();
    expect([train.count, held.count, rows, columns]).toEqual([12_000, 2_500, 28, 28]);
    const counts = (labels: Uint8Array) =>
      Array.from({ length: 10 }, (_, digit) => labels.filter((l) => l === digit).length);
    expect(counts(train.labels)).toEqual([1184, 1353, 1195, 1299, 1109, 1078, 1221, 1240, 1175, 1146]);
    expect(counts(held.labels)).toEqual([221, 307, 256, 255, 256, 210, 236, 257, 226, 276]);
  });
  test("has no test digit among its training digits", async () => {
    const { train, test: held } = await mnist();
    const images = (pixels: Uint8Array) =>
      Array.from({ length: pixels.length / 784 }, (_, i) =>
        Buffer.from(pixels.subarray(784 * i, 784 * (i + 1))).toString("base64"),
      );
    const seen = new Set(images(train.pixels));
    expect(images(held.pixels).filter((image) => seen.has(image))).toEqual([]);
  });
  test("feeds pixels as 0..1 and labels in the order asked for", async () => {
    const { train } = await mnist();
    const { images, labels } = digitsAt(train, [3, 0]);
    expect(images.length).toBe(2 * 784);
    expect(Math.max(...images)).toBeCloseTo(1, 2);
    expect(images[784 + 400]).toBeCloseTo(train.pixels[400] / 255, 6);
    expect([...labels]).toEqual([train.labels[3], train.labels[0]]);
  });
  test("refuses files that are not MNIST, and a broken download", () => {
    const junk = { images: new Uint8Array(16), labels: new Uint8Array(8) };
    expect(() => packMnist(junk, junk)).toThrow("not idx files");
    expect(() => unpackMnist(new Uint8Array(10))).toThrow("10 bytes do not fit their header");
    const header = new Uint8Array(20);
    header[0] = 9;
    expect(() => unpackMnist(header)).toThrow("20 bytes do not fit");
  });
});

describe("TypeScript sources", () => {
  test("are one file of known bytes, under 0.8 MB on the wire", async () => {
    const bytes = await datasetBytes("code");
    expect(sha256(bytes)).toBe("bb7f42c347a053dfd1a17ed5233f35e32db97dbaf1d8959d6bfab17836e5049c");
    expect(gzipSync(bytes).length).toBeLessThan(8e5);
  });
  test("come with version, licence and notice, and without declarations, tests and long lines", async () => {
    const sources = await codeSources();
    expect(Object.keys(sources)).toEqual(Object.keys(codePackages));
    for (const { version, license, notice, files } of Object.values(sources)) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(license).toBe("MIT");
      expect(notice).toMatch(/^[^]*Copyright [^]*Permission is hereby granted, free of charge[^]*AS IS/);
      expect(Object.keys(files).filter((path) => !/\.ts$/.test(path) || /\.d\.ts$|\/tests?\//.test(path))).toEqual([]);
      expect(Object.values(files).filter((text) => text.split("\n").some((line) => line.length > 200))).toEqual([]);
    }
  });
  test("are no file twice, and no package in both parts", async () => {
    const texts = Object.values(await codeSources()).flatMap(({ files }) => Object.values(files));
    expect(new Set(texts).size).toBe(texts.length);
    expect([...packagesOf("train"), ...packagesOf("held")].sort()).toEqual(Object.keys(codePackages).sort());
  });
});

describe("names in forty languages", () => {
  test("are one file of known bytes, under 0.4 MB on the wire", async () => {
    const bytes = await datasetBytes("locale-names");
    expect(sha256(bytes)).toBe("b9b05a9a642cfbd969bf954327589f523845a39e003d25a31ce174e0b33f4a7b");
    expect(gzipSync(bytes).length).toBeLessThan(4e5);
  });
  test("are found by language, kind and code, in one form each", async () => {
    const names = await localeNames();
    expect(Object.keys(names)).toEqual([...locales]);
    expect(names.bn.territories.BD).toBe("বাংলাদেশ");
    expect(names.hi.languages.ta).toBe("तमिल");
    expect(names.de.scripts.Cyrl).toBe("Kyrillisch");
    expect(Object.keys(names.bn.territories).filter((code) => code.includes("alt"))).toEqual([]);
  });
});

describe("WordNet", () => {
  test("is one file of known bytes, under 4.5 MB on the wire, with Princeton's licence at its head", async () => {
    const bytes = await datasetBytes("wordnet");
    expect(sha256(bytes)).toBe("e1b4c952089f818f46144d820bf6f8f71ecdc903f3ebe35d5af1f41aee60519c");
    expect(gzipSync(bytes, { level: 6 }).length).toBeLessThan(4.5e6);
    const { notice } = await wordNet();
    expect(notice.replaceAll(/\s+/g, " ")).toMatch(
      /^This software and database is being provided.* WordNet 3\.1 Copyright 2011.* "AS IS" /,
    );
    expect(notice).toMatch(/LICENSEE agrees to preserve same\.$/);
  });
  test("has every synset of four parts of speech, and what it is a kind of", async () => {
    const { synsets } = await wordNet();
    const count = (part: string) => synsets.filter(({ partOfSpeech }) => partOfSpeech === part).length;
    expect(["noun", "verb", "adjective", "adverb"].map(count)).toEqual([82_192, 13_789, 18_185, 3_625]);
    const roots = synsets.filter(({ partOfSpeech, hypernyms }) => partOfSpeech === "noun" && hypernyms.length === 0);
    expect(roots.map(({ lemmas }) => lemmas)).toEqual([["entity"]]);
    const person = synsets.find(({ lemmas: [first], topic }) => first === "physicist" && topic === 18)!;
    expect(person).toMatchObject({ lemmas: ["physicist"], gloss: "a scientist trained in physics", instance: false });
    expect(person.hypernyms.map((place) => synsets[place].lemmas)).toEqual([["scientist"]]);
    const einstein = synsets.find(({ lemmas }) => lemmas.includes("Albert Einstein"))!;
    expect(einstein.instance && einstein.hypernyms.map((place) => synsets[place].lemmas[0])).toEqual(["physicist"]);
    expect(synsets.filter(({ lemmas }) => lemmas.some((lemma) => /[_()]/.test(lemma)))).toEqual([]);
  });
  test("has definitions with and without examples, and refuses another file", () => {
    expect(definitionOf('the act of going out; "an exit"; "a way"')).toBe("the act of going out");
    expect(definitionOf("a thing; often small")).toBe("a thing; often small");
    expect(() => parseWordNet("notice\n\nn 3\tword")).toThrow("not a line of WordNet: n 3\tword");
  });
});

describe("Moby-Dick", () => {
  test("is the book once: known bytes, 135 chapter headings and one epilogue", async () => {
    expect(sha256(await datasetBytes("moby-dick"))).toBe(
      "fe282a57094ed62e7144fb7c804a9748fc1c909bf3b49d06e7276015f9f67240",
    );
    const text = await mobyDick();
    expect(text.length).toBe(1_190_317);
    expect(text.match(/^CHAPTER \d+\./gm)!.length).toBe(135);
    expect(text.split("Call me Ishmael.").length).toBe(2);
    expect(text).not.toMatch(/gutenberg/i);
  });
  test("has 83 characters, and encodes and decodes without loss", async () => {
    const { vocabulary, train, validation } = await mobyDickCharacters();
    expect(vocabulary.size).toBe(83);
    expect(vocabulary.decode(train.subarray(0, 42))).toBe("CHAPTER 1. Loomings.\n\nCall me Ishmael. Som");
    expect(train.length + validation.length).toBe(1_190_317);
  });
  test("keeps its end for validation: no place is in both parts", async () => {
    const { train, validation } = await mobyDickCharacters({ held: 0.1 });
    expect(validation.length).toBe(119_032);
    expect(train.byteOffset + train.byteLength).toBe(validation.byteOffset);
    await expect(mobyDickCharacters({ held: 1 })).rejects.toThrow("not a share");
  });
});

describe("the State of the Union", () => {
  test("is eight addresses of known bytes, 0.13 MB on the wire", async () => {
    const bytes = await datasetBytes("state-of-the-union");
    expect(sha256(bytes)).toBe("6dcac14b359cbec9fca3ea8761fa40d7263c73fe22a5f34f0806335c242ebae2");
    expect(gzipSync(bytes).length).toBeLessThan(140_000);
    expect((await stateOfTheUnion()).match(/House of Representatives: /g)).toHaveLength(4);
  });
  test("falls apart into addresses that begin with whom they address, and together are the whole", async () => {
    const addresses = Object.values(await stateOfTheUnionByYear());
    for (const address of addresses) expect(address).toMatch(/^ ?(Fellow|To the Senate|Mr\. )/);
    expect(addresses.join("")).toBe(await stateOfTheUnion());
  });
  test("can be read with the vocabulary of Moby-Dick: quotes are set as in the book, ten characters are lost", async () => {
    const { vocabulary } = await mobyDickCharacters();
    const codes = await stateOfTheUnionCodes(vocabulary);
    expect(codes.length).toBe((await stateOfTheUnion()).length - 10);
    const text = vocabulary.decode(codes);
    expect(text.includes("what may be called “compensated")).toBe(true);
    expect(text.includes("I hope you’ll at least")).toBe(true);
    expect(/["'`]/.test(text)).toBe(false);
  });
});

describe("a vocabulary", () => {
  test("does not depend on the order of the text", () => {
    expect(characters("cab").symbols).toEqual(characters("bbca").symbols);
  });
  test("counts characters, not code units", () => {
    const { size, encode, decode } = characters("a🐋a");
    expect(size).toBe(2);
    expect(decode(encode("🐋a"))).toBe("🐋a");
  });
  test("names a character it does not know", () => {
    expect(() => characters("abc").encode("abd")).toThrow('"d"');
  });
});

describe("in the browser", () => {
  afterEach(() => vi.unstubAllGlobals());
  test("the bytes come from the site, once", async () => {
    const fetched = vi.fn(async () => new Response(new Uint8Array([1, 2, 3])));
    vi.stubGlobal("fetch", fetched);
    expect([...(await fetchBytes("mnist"))]).toEqual([1, 2, 3]);
    await fetchBytes("mnist");
    expect(fetched.mock.calls).toEqual([["/datasets/mnist"]]);
  });
  test("a failed download says so, and is tried again by the next call", async () => {
    vi.stubGlobal("fetch", async () => new Response("", { status: 503 }));
    await expect(fetchBytes("moby-dick")).rejects.toThrow("answered 503 for /datasets/moby-dick");
    vi.stubGlobal("fetch", async () => new Response(new Uint8Array([7])));
    expect([...(await fetchBytes("moby-dick"))]).toEqual([7]);
  });
});

test("a dataset's name can be told from any other word", () => {
  expect([isDatasetName("mnist"), isDatasetName("nope"), isDatasetName("../etc/passwd")]).toEqual([true, false, false]);
});
