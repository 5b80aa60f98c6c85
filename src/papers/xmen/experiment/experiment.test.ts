import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { localeNames } from "#lab/datasets/locale-names";
import { freeLogits, largestPull, scores } from "../free-logits.ts";
import { candidateParts, mentionParts, pairRow } from "../pairs.ts";
import { armNames, pulls, variants } from "./arms.ts";
import { frameParts, mentionsOf, type Part, type Sentences } from "./contexts.ts";
import { coverages, everyKnown, scarceEnglish, writtenFirst, type Coverage } from "./coverage.ts";
import { namesOf, propose } from "./first-stage.ts";
import { annotatedLanguages, english, frames, type Frames } from "./frames.ts";
import { divide, familyOf, kinds, misspelt, namedConcepts, targets, terminologyOf, type Division } from "./names.ts";
import { nearestNames } from "./nearest.ts";
import { chosen, neededArms, settledArm } from "./rates.ts";
import { flattened } from "./reranker.ts";
import { pairLength, trigrams } from "./sizes.ts";

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
      const key = familyOf({ names });
      families.set(key, (families.get(key) ?? new Set()).add(partOf.get(place)));
    }
    for (const [one, other] of [
      ["Thai", "Thailand"],
      ["Norway", "Norwegian"],
      ["Poland", "Polish"],
    ])
      // prettier-ignore
      expect(familyOf({ names: { en: one } })).toBe(familyOf({ names: { en: other } }));
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

test("a misspelt name is one edit away, and is not the name in capitals or composed otherwise", () => {
  const stream = random(5).stream("misspelt");
  for (const name of ["Brasilien", "日本", "Åland", "Aa", "ll", "X"])
    for (let time = 0; time < 40; time++) {
      const wrong = misspelt(stream, name);
      expect(Math.abs(Array.from(wrong).length - Array.from(name).length)).toBeLessThanOrEqual(1);
      expect(wrong.normalize("NFC").toLowerCase()).not.toBe(name.normalize("NFC").toLowerCase());
    }
});

const textsOf = (own: Frames): string[] => Object.values<readonly string[]>(own).flat();

const everyFrames = [english, ...Object.values(frames).flatMap(({ own, translated }) => [own, translated])];

describe("mentions in sentences", () => {
  test("are of the part that is asked for, of all kinds and languages alike, in frames of their own", async () => {
    const own = await division(1);
    const mentions = mentionsOf(own, { part: "asked", sentences: "asked", count: 60, seed: 3 });
    const asked = new Set(own.asked);
    expect(mentions.every(({ concept }) => asked.has(concept))).toBe(true);
    const kinds = mentions.map(({ concept }) => own.concepts[concept].kind);
    for (const kind of ["territory", "language", "script"])
      expect(kinds.filter((one) => one === kind)).toHaveLength(20);
  });
  test("stand in sentences that are asked in no language where they are learned from, other ones by seed", async () => {
    const own = await division(1);
    const placesOf = (part: Part, sentences: Sentences, seed: number) => {
      const places = mentionsOf(own, { part, sentences, count: 120, seed }).map(({ concept, left, right }) => {
        const { kind } = own.concepts[concept];
        const at = everyFrames.map((some) => some[kind].indexOf(`${left}{}${right}`)).find((place) => place >= 0);
        return `${kind} ${at}`;
      });
      return new Set(places);
    };
    const learned = (["annotated", "translated", "english"] as const).map((some) => placesOf("annotated", some, 3));
    const asked = placesOf("asked", "asked", 3);
    for (const places of learned) expect([...places].filter((place) => asked.has(place))).toEqual([]);
    expect(asked.size).toBe(9);
    expect(placesOf("asked", "asked", 4)).not.toEqual(asked);
  });
  test("every frame has one place for a name, and there are as many of a kind in all languages", () => {
    for (const frame of everyFrames.flatMap(textsOf)) expect(frame.split("{}"), frame).toHaveLength(2);
    for (const kind of Object.values(kinds)) {
      expect(new Set(everyFrames.map((own) => own[kind].length)).size).toBe(1);
      const { asked, learned } = frameParts(3, kind);
      expect([...asked, ...learned].sort()).toEqual(english[kind].map((_, at) => at));
    }
  });
  test("are read beside a candidate with nothing of their context cut, in 95 of 100 pairs", async () => {
    const own = await division(1);
    const terminology = terminologyOf(own, { whole: ["en"], partly: annotatedLanguages, share: 0.25 });
    const behind = (tokens: readonly number[]) => tokens.indexOf(trigrams.marks["[SEP]"]);
    const cut: boolean[] = [];
    for (const sentences of ["annotated", "translated", "asked"] as const) {
      const part = sentences === "asked" ? "asked" : "annotated";
      const mentions = mentionsOf(own, { part, sentences, count: 24, seed: 3 });
      const proposed = await propose(terminology, mentions.map(({ text }) => text), invented); // prettier-ignore
      for (const [at, mention] of mentions.entries())
        for (const { concept } of proposed[at].trigrams.slice(0, 15)) {
          const row = (length: number) => pairRow(trigrams, mentionParts(mention), candidateParts(terminology[concept]), length).tokens; // prettier-ignore
          cut.push(behind(row(pairLength)) !== behind(row(400)));
        }
    }
    expect(cut.filter((one) => one).length / cut.length).toBeLessThan(0.05);
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
  const found: Coverage[] = [];
  const options = { seed: 3, division: own, part: "asked", names: 8, known: everyKnown } as const;
  for await (const one of coverages(options, invented)) found.push(one);
  expect(found).toHaveLength(targets.length * everyKnown.length);
  const german = found.filter(({ target }) => target === "de");
  expect(german.map(({ support, share }) => [support, share])).toEqual([
    ...[0, 0.25, 0.5, 1].map((share) => ["with English names", share]),
    ...[0.25, 0.5, 1].map((share) => ["own names alone", share]),
    ["with Finnish names", 0.25],
  ]);
  const at = (support: string, share: number) => german.find((one) => one.support === support && one.share === share)!;
  expect(at("own names alone", 1).exact).toBe(1);
  expect(at("own names alone", 0.25).among.both).toBeLessThan(at("own names alone", 1).among.both);
  const { support, share } = scarceEnglish;
  expect(german.filter(({ nearest }) => nearest !== null)).toEqual([at(support, share)]);
});

test("names as they are written are counted by their words", () => {
  const written = [[1, 1], [1, 4], [2, 1], [3, 1]].map(([words, rank]) => ({ words, rank })); // prettier-ignore
  const coverage = { written } as unknown as Coverage;
  expect([writtenFirst(coverage), writtenFirst(coverage, (words) => words === 1)]).toEqual([0.75, 0.5]);
  expect(writtenFirst(coverage, (words) => words > 3)).toBeNaN();
});

test("the nearest name is at the smallest share of edits, without case and accents", () => {
  const concept = (id: string, name: string) => ({ id, name, aliases: [], types: [] });
  const terminology = ["", "Mali", "Brazil", "Åland", "Peru", "peru"].map((name, at) => concept(String(at), name));
  const nearest = nearestNames(namesOf(terminology));
  expect(["Brasil", "aland", "PERÚ", "Male"].map(nearest)).toEqual([[2], [3], [4], [1]]);
});

test("variants are the pulled arm that did best, but for what they vary; few mentions have pulls and rates of their own", () => {
  for (const name of armNames) expect(settledArm(name).learningRate).toBeGreaterThan(0);
  for (const [name, own] of Object.entries(variants))
    expect(settledArm(name as keyof typeof variants)).toEqual({ ...settledArm(chosen), ...own });
  for (const [at, name] of pulls.few.entries()) {
    const { learningRate: _, ...few } = settledArm(name);
    expect(settledArm(pulls.flat[at])).toMatchObject({ ...few, flat: true });
    expect(settledArm(pulls.many[at])).toMatchObject({ ...few, amount: "many" });
  }
  expect(neededArms).toHaveLength(6);
});

test("a pull to one number levels what was proposed, and leaves NIL where its label is", () => {
  const level = flattened(Float32Array.of(0.75, 0.5, 0.25, 1));
  expect(Array.from(level)).toEqual([0.5, 0.5, 0.5, 1]);
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
