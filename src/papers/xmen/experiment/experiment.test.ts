import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { localeNames } from "#lab/datasets/locale-names";
import { wordNet } from "#lab/datasets/wordnet";
import { freeLogits, largestPull, scores } from "../free-logits.ts";
import { armNames, fewLike, pulled } from "./arms.ts";
import { mentionsOf } from "./contexts.ts";
import { coverages } from "./coverage.ts";
import { propose } from "./first-stage.ts";
import { annotatedLanguages, english, frames, type Frames } from "./frames.ts";
import { divide, misspelt, namedConcepts, terminologyOf, type Division } from "./names.ts";
import { changes, drawNouns } from "./nouns.ts";
import { settledArm } from "./rates.ts";

const division = (every: number, seed = 3): Promise<Division> =>
  localeNames().then((all) => divide(namedConcepts(all, every), seed));

/** A vector for each text that no other text has. */
const invented = {
  of: (texts: readonly string[]) =>
    Promise.resolve({
      width: 16,
      values: Float32Array.from(texts.flatMap((text) => [...random(1).stream(text).normal(16)])),
    }),
};

describe("the division of a seed", () => {
  test("puts every concept in one part, and concepts that begin alike together", async () => {
    const { concepts, ...parts } = await division(1);
    const places = Object.values(parts).flat();
    expect(new Set(places).size).toBe(concepts.length);
    expect(places.length).toBe(concepts.length);
    const partOf = new Map(Object.entries(parts).flatMap(([part, own]) => own.map((place) => [place, part])));
    const families = new Map<string, Set<string | undefined>>();
    for (const [place, { names }] of concepts.entries()) {
      const key = names.en.toLowerCase().slice(0, 5);
      families.set(key, (families.get(key) ?? new Set()).add(partOf.get(place)));
    }
    expect([...families.values()].filter((own) => own.size > 1)).toEqual([]);
    expect(parts.asked.length / concepts.length).toBeCloseTo(0.2, 1);
    expect(parts.learned.length / concepts.length).toBeCloseTo(0.5, 1);
  });
  test("gives a terminology all names of some languages and a share of others", async () => {
    const own = await division(1);
    const named = (share: number) =>
      terminologyOf(own, { whole: [], partly: ["de"], share }).filter(({ name }) => name !== "").length;
    expect(named(0)).toBe(0);
    expect(named(0.25) / named(1)).toBeCloseTo(0.25, 1);
    expect(terminologyOf(own, { whole: ["en"], partly: [], share: 0 }).every(({ name }) => name !== "")).toBe(true);
  });
});

test("a misspelt name is one edit away", () => {
  const stream = random(5).stream("misspelt");
  for (const name of ["Brasilien", "日本", "Åland", "X"])
    for (let time = 0; time < 40; time++)
      expect(Math.abs(Array.from(misspelt(stream, name)).length - Array.from(name).length)).toBeLessThanOrEqual(1);
});

const textsOf = (own: Frames): string[] => Object.values<readonly string[]>(own).flat();

describe("mentions in sentences", () => {
  test("are of the part that is asked for, of all kinds and languages alike, in frames of their own", async () => {
    const own = await division(1);
    const mentions = mentionsOf(own, { part: "asked", sentences: "asked", count: 60, seed: 3 });
    const asked = new Set(own.asked);
    expect(mentions.every(({ concept }) => asked.has(concept))).toBe(true);
    const kinds = mentions.map(({ concept }) => own.concepts[concept].kind);
    for (const kind of ["territory", "language", "script"])
      expect(kinds.filter((one) => one === kind)).toHaveLength(20);
    const learned = Object.values(frames).flatMap(({ annotated, translated }) => [annotated, translated]);
    const texts = new Set([...learned, english].flatMap(textsOf));
    for (const { left, right } of mentions) expect(texts.has(`${left}{}${right}`)).toBe(false);
  });
  test("every frame has one place for a name", () => {
    const all = annotatedLanguages.flatMap((language) => Object.values(frames[language]));
    for (const frame of [...all, english].flatMap(textsOf)) expect(frame.split("{}"), frame).toHaveLength(2);
  });
  test("of a part without such a concept are refused", async () => {
    const own = { ...(await division(1)), asked: [] };
    expect(() => mentionsOf(own, { part: "asked", sentences: "asked", count: 1, seed: 3 })).toThrow("no territory among the asked concepts"); // prettier-ignore
  });
});

test("both generators propose what either does; a mention that is a name is found letter by letter", async () => {
  const concept = (id: string, name: string) => ({ id, name, aliases: [], types: [] });
  const terminology = [concept("a", "Brazil"), concept("b", ""), concept("c", "Peru")];
  const [wrong, right] = await propose(terminology, ["Brasil", "Peru"], invented);
  expect(wrong.trigrams.map((one) => one.concept)).toEqual([0]);
  expect(wrong.dense.map((one) => one.concept).sort()).toEqual([0, 2]);
  expect(wrong.both.map((one) => one.concept).sort()).toEqual([0, 2]);
  expect([wrong.exact, right.exact]).toEqual([[], [2]]);
  expect(right.both[0]).toMatchObject({ concept: 2, score: expect.closeTo(1, 5) });
});

test("names of a language that is not known at all are found by none of their own, and by English ones", async () => {
  const own = await division(10);
  const found = [];
  for await (const one of coverages({ seed: 3, division: own, names: 8 }, invented)) found.push(one);
  const german = found.filter(({ target }) => target === "de");
  expect(german.map(({ support, share }) => [support, share])).toEqual([
    ...[0, 0.25, 0.5, 1].map((share) => ["with English names", share]),
    ...[0.25, 0.5, 1].map((share) => ["own names alone", share]),
    ["with Finnish names", 0.25],
  ]);
  const at = (support: string, share: number) => german.find((one) => one.support === support && one.share === share)!;
  expect(at("own names alone", 1).exact).toBe(1);
  expect(at("own names alone", 0.25).among.both).toBeLessThan(at("own names alone", 1).among.both);
});

test("nouns of one word and of several, each of one meaning, are changed as they say", async () => {
  const { terminology, asked } = drawNouns(await wordNet(), { seed: 2, count: 400, each: 50 });
  expect(asked.filter(({ words }) => words === 1)).toHaveLength(50);
  expect(asked.filter(({ words }) => words > 1)).toHaveLength(50);
  for (const { text, words, change, concept } of asked) {
    const { name, aliases } = terminology[concept];
    expect([name, ...aliases].some((own) => own.split(" ").length === words)).toBe(true);
    if (change === changes[1]) expect(text.split(" ")).toHaveLength(words - 1);
  }
});

test("variants are the pulled arm that did best, but for what they vary", () => {
  for (const name of armNames) expect(settledArm(name).learningRate).toBeGreaterThan(0);
  expect(settledArm("few, pulled to one number")).toMatchObject({ amount: "few", unranked: true });
  expect(settledArm("translated")).toMatchObject({ amount: "many", sentences: "translated" });
  expect(settledArm("few, pulled by 0.1")).toEqual({ ...settledArm("many, pulled by 0.3"), amount: "few", pull: 0.1 });
  for (const name of pulled) expect(settledArm(fewLike[name])).toEqual({ ...settledArm(name), amount: "few" });
});

describe("logits that are free", () => {
  test.each([
    [0.9, 0.061],
    [0.5, 1.615],
    [0.1, 3.482],
  ])("at a pull of %f the right candidate rises by %f", async (pull, rise) => {
    expect((await freeLogits(2, pull))[2] - scores[2]).toBeCloseTo(rise, 2);
  });
  test("stay where they are from the largest pull on", async () => {
    expect(await largestPull(2)).toBeCloseTo(0.910059, 5);
    for (const [at, logit] of (await freeLogits(2, 0.95)).entries()) expect(logit).toBeCloseTo(scores[at], 6);
  });
});
