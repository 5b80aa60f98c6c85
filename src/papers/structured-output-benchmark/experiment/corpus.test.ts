import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { canonical, leaves, scorer, type Modality } from "../method.ts";
import { Draw } from "#lab/datasets/draw";
import { sampleRecord } from "./corpus.ts";
import { byRules, minimal, sentencesOf, shuffled } from "./extract.ts";
import { fromWords, inWords } from "./words.ts";

const modalities: readonly Modality[] = ["text", "image", "audio"];
const records = (seed: number, count: number, distractors: number) => {
  const draw = new Draw(random(seed).stream("corpus"));
  return Array.from({ length: count }, () => sampleRecord(draw, distractors));
};

test("numbers in words read back", () => {
  for (const number of [0, 7, 13, 20, 45, 100, 110, 999, 1000, 2345, 80_000, 654_321])
    expect(fromWords(`well, ${inWords(number)} of them`)).toBe(number);
  expect(inWords(2345)).toBe("two thousand three hundred forty-five");
  expect(fromWords("nothing of the kind")).toBeNull();
});

describe("a record", () => {
  test("is the same for a seed, and its truth is a perfect answer in every modality", () => {
    expect(records(5, 3, 4)).toEqual(records(5, 3, 4));
    for (const { schema, truth } of records(6, 30, 0))
      for (const modality of modalities) {
        const scores = Object.entries(scorer({ schema, truth }, modality)(truth));
        expect(scores.filter(([, value]) => value !== 1)).toEqual([]);
      }
  });

  test("says every value in its article, and is longer by its distractors only", () => {
    for (const { truth, contexts } of records(7, 20, 0))
      for (const leaf of leaves(truth).values())
        if (typeof leaf !== "boolean") expect(contexts.text).toContain(canonical(leaf).replaceAll('"', ""));
    const length = (distractors: number) =>
      records(8, 20, distractors).reduce((sum, { contexts }) => sum + contexts.text.length, 0);
    expect(length(20)).toBeGreaterThan(2 * length(0));
  });

  test("has its sentences back from a page without misread letters, and from a meeting", () => {
    const [{ contexts }] = records(9, 1, 3);
    const texts = sentencesOf(contexts.text);
    expect(sentencesOf(contexts.image)).toHaveLength(texts.length);
    expect(sentencesOf(contexts.audio).filter((sentence) => sentence.startsWith("So "))).toHaveLength(texts.length);
  });
});

describe("answers", () => {
  test("by rules are right on articles that are about one thing only, and valid wherever they are wrong", () => {
    for (const { question, schema, truth, contexts } of records(10, 40, 0)) {
      expect(canonical(byRules({ question, schema, context: contexts.text }))).toBe(canonical(truth));
      for (const modality of modalities) {
        const answer = byRules({ question, schema, context: contexts[modality] });
        expect(scorer({ schema, truth }, modality)(answer).schema_compliance).toBe(1);
      }
    }
  });

  test("that are minimal or shuffled keep the form and lose the values", () => {
    const stream = random(3).stream("shuffles");
    let [kept, asked] = [0, 0];
    for (const { schema, truth } of records(11, 40, 0)) {
      const score = scorer({ schema, truth }, "image");
      const [least, mixed] = [score(minimal(schema)), score(shuffled(truth, stream))];
      expect([least.schema_compliance, mixed.schema_compliance, mixed.path_set_f1]).toEqual([1, 1, 1]);
      kept += mixed.leaf_value_em;
      asked++;
    }
    expect(kept / asked).toBeLessThan(0.4);
  });
});
