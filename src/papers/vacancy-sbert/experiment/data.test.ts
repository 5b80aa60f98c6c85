import { beforeAll, describe, expect, test } from "vitest";
import { random } from "#engine";
import { wordsOf } from "#lab/datasets/words";
import { openData, type Data } from "./data.ts";
import { trainFastText } from "./fasttext.ts";
import { related, writeAd } from "./world.ts";

describe("the ads of a seed", () => {
  let data: Data;
  beforeAll(async () => {
    data = await openData(1, { occupations: 60, definitions: 200, pieces: 120 });
  });
  test("teach no title that is kept back, and no occupation that is added later", () => {
    const { train, seen, unseen, added, validation } = data;
    const learned = new Set(train.map(({ title }) => title));
    const occupations = new Set(train.map(({ occupation }) => occupation));
    expect(unseen.filter(({ title }) => learned.has(title))).toEqual([]);
    expect(added.filter(({ occupation }) => occupations.has(occupation))).toEqual([]);
    for (const asked of [seen, unseen, validation]) {
      expect(asked.length).toBeGreaterThan(5);
      expect(asked.filter(({ occupation }) => !occupations.has(occupation))).toEqual([]);
    }
    // Four ads each, six of ten without decoration or more, one of ten misspelt.
    expect(seen.filter(({ title }) => learned.has(title)).length).toBeGreaterThan(0.7 * seen.length);
    expect(seen.filter(({ title }) => data.candidates.includes(title))).toEqual([]);
  });
  test("name skills that do not tell the title, and every description names what is extracted", () => {
    for (const { description, skills } of data.train) {
      expect(skills.length).toBeGreaterThan(0);
      for (const skill of skills) expect(description).toContain(skill);
    }
    expect(["teacher", "teach", "teaches"].map((word) => related(word, "teacher"))).toEqual([true, true, true]);
    expect(["art", "tea", "reach"].map((word) => related(word, "artist"))).toEqual([true, false, false]);
  });
  test("are read as tokens of their length, padded with 0", () => {
    const rows = data.tokens.rows(["", data.train[0].title], 12);
    expect(rows).toHaveLength(24);
    expect(Math.max(...rows)).toBeLessThan(data.tokens.mask);
    expect(Array.from(rows.subarray(1, 12))).toEqual(Array.from({ length: 11 }, () => 0));
  });
});

test("an ad has the skills of its occupation as often as its noise leaves them", () => {
  const occupations = ["a", "b"].map((letter) => ({
    titles: [`${letter}${letter}${letter}`],
    skills: Array.from({ length: 10 }, (_, at) => `${letter}${at}`),
  }));
  const share = (noise: number) => {
    const stream = random(1).stream("ads");
    const words = Array.from({ length: 300 }, () =>
      wordsOf(writeAd(stream, occupations, { occupation: 0, title: "aaa" }, { noise }).description).filter((word) =>
        /^[ab]\d$/.test(word),
      ),
    ).flat();
    return words.filter((word) => word.startsWith("a")).length / words.length;
  };
  // One more on average besides eight, and half of what is replaced is replaced by its own.
  expect(share(0)).toBeCloseTo(8.5 / 9, 1);
  expect(share(0.6)).toBeCloseTo((0.7 * 8 + 0.5) / 9, 1);
});

describe("FastText", () => {
  const pairs = [["tailor", "needle"], ["couturier", "needle"], ["baker", "oven"], ["patissier", "oven"]]; // prettier-ignore
  const learned = (texts: readonly string[], sampling: number) => {
    const reads = 3_000;
    const order = Array.from({ length: reads }, (_, at) => at % texts.length);
    const training = trainFastText(texts, { seed: 1, width: 16, learningRate: 0.05, order, reads, sampling });
    let step = training.next();
    while (!step.done) step = training.next();
    const { vector } = step.value;
    return (a: string, b: string) => {
      const [left, right] = [vector(a), vector(b)];
      const product = left.reduce((sum, value, at) => sum + value * right[at], 0);
      return product / (Math.hypot(...left) * Math.hypot(...right));
    };
  };
  test("words that share their neighbours come close, and words that share their letters", () => {
    const texts = pairs.map(([title, skill]) => `${title} ${skill} ${skill} ${skill}`);
    const cosine = learned(texts, 1);
    expect(cosine("tailor", "couturier")).toBeGreaterThan(cosine("tailor", "patissier") + 0.3);
    expect(cosine("bakers", "baker")).toBeGreaterThan(cosine("bakers", "tailor") + 0.3);
  });
  test("passes over frequent words, so that a title meets skills which stand far behind it", () => {
    const texts = pairs.map(([title, skill]) => `${title} ${"the ".repeat(8)}${skill}`);
    const gain = (sampling: number) => {
      const cosine = learned(texts, sampling);
      return cosine("tailor", "couturier") - cosine("tailor", "patissier");
    };
    expect(gain(0.02)).toBeGreaterThan(gain(1) + 0.2);
  });
});
