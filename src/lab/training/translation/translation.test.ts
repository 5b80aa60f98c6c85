import { describe, expect, test } from "vitest";
import { adamW, constantRate, initialize, input, random, Scope } from "#engine";
import { layerNorm } from "../../nn/norms.ts";
import { openEvaluator } from "../../measure/evaluator.ts";
import {
  languages,
  longest,
  madeUpLanguages,
  openTranslator,
  padding,
  sentenceBatch,
  sentencePair,
  translator,
  type Translator,
} from "./index.ts";

const norm = (at: Scope, x: Parameters<typeof layerNorm>[1]) => layerNorm(at, x);
const model: Translator = { depth: 1, width: 32, heads: 4, encoderNorm: norm, decoderNorm: norm };
const words = (codes: readonly number[], language: readonly string[]) => codes.map((code) => language[code]).join(" ");

describe("the two languages", () => {
  const pairs = Array.from({ length: 300 }, (_, i) => sentencePair(random(1).stream(`sentence ${i}`)));

  test("every word has one code, and every sentence consists of words that fit", () => {
    for (const side of ["source", "target"] as const) {
      expect(new Set(languages[side]).size).toBe(languages[side].length);
      expect(Math.max(...pairs.map((pair) => pair[side].length))).toBe(longest[side]);
      for (const pair of pairs) expect(pair[side].every((code) => languages[side][code] !== undefined)).toBe(true);
    }
  });

  test("the target has the verb last, in the gender and number of its subject, which stands in the nominative", () => {
    for (const { target } of pairs) {
      const sentence = target.map((code) => languages.target[code]);
      expect(sentence.at(-1)).toBe("<end>");
      const subject = sentence.find((word) => word.endsWith("-a"))!.slice(0, -2);
      const gender = /^(captain|sailor|whale|ship|boat|island)s?$/.test(subject) ? "o" : "i";
      expect(sentence.at(-2)).toMatch(new RegExp(`-${gender}${subject.endsWith("s") ? "s" : ""}$`));
    }
  });

  test("a sentence is translated by its rules", () => {
    const { source, target } = pairs.find(({ source }) => words(source, languages.source).includes(" near "))!;
    const [clause, place] = words(source, languages.source).split(" near the ");
    const translated = words(target, languages.target).split(" ");
    expect(translated[0]).toBe(`${place}-um`);
    expect(clause.startsWith("the ")).toBe(true);
  });

  test("batches are padded on the right, and what is given is the target one word late", () => {
    const { source, given, target } = sentenceBatch(random(1).stream("batch"), 4);
    expect([source.length, given.length, target.length]).toEqual([4 * 11, 4 * 8, 4 * 8]);
    for (let row = 0; row < 4; row++) {
      const [before, now] = [given, target].map((codes) => Array.from(codes.slice(row * 8, row * 8 + 8)));
      const length = now.indexOf(2) + 1;
      expect(before.slice(0, length)).toEqual([1, ...now.slice(0, length - 1)]);
      expect([...before.slice(length), ...now.slice(length)].every((code) => code === padding)).toBe(true);
    }
  });
});

describe("the translator", () => {
  const logitsFor = async (changes: (batch: ReturnType<typeof sentenceBatch>) => void) => {
    const scope = new Scope();
    const [source, given] = [
      input("source", [1, longest.source], "int32"),
      input("given", [1, longest.target], "int32"),
    ];
    const evaluator = await openEvaluator({
      logits: translator(scope, source, given, model, madeUpLanguages.vocabularies),
    });
    const batch = sentenceBatch(random(3).stream("one"), 1);
    changes(batch);
    const { logits } = await evaluator.run(initialize(scope, 1), { source: batch.source, given: batch.given });
    await evaluator.release();
    return Array.from(logits.data as Float32Array).slice(0, 2 * languages.target.length);
  };

  test("sees the whole source and what is given so far, but nothing given later", async () => {
    const plain = await logitsFor(() => undefined);
    expect(await logitsFor(({ given }) => void (given[2] = 7))).toEqual(plain);
    expect(await logitsFor(({ given }) => void (given[1] = 7))).not.toEqual(plain);
    expect(await logitsFor(({ source }) => void (source[4] = 7))).not.toEqual(plain);
  });

  test("learns: after eighty steps it gets four words in ten right", async () => {
    const optimizer = adamW({ betas: [0.9, 0.98] });
    const run = await openTranslator({
      model: { ...model, width: 48 },
      batch: 64,
      steps: 80,
      seed: 1,
      optimizer,
      learningRate: constantRate(4e-3),
      maxGradNorm: 1,
      threads: 1,
    });
    const before = await run.test();
    for await (const { diverged } of run.train()) expect(diverged).toBeNull();
    const after = await run.test();
    await run.release();
    expect(before.words).toBeLessThan(0.1);
    expect(after.words).toBeGreaterThan(0.4);
    expect(after.sentences).toBeLessThanOrEqual(after.words);
  });
});
