import { expect, test } from "vitest";
import { definitionOf, wordNet } from "#lab/datasets/wordnet";
import { arms, claimArms, formOf, rateNameOf, tunedArms } from "./arms.ts";
import { openData } from "./data.ts";
import { aimFeeds } from "./programs.ts";
import { ensemble, validationLoss } from "./scores.ts";
import { ourForm } from "./sizes.ts";
import { tasksOf } from "./tasks.ts";

test("nothing that is asked is trained on, and categories are what their names say", async () => {
  const settings = {
    language: 5,
    weak: 6,
    depth: 1,
    batch: 8,
    labelled: 400,
    queries: 100,
    candidates: 300,
    graded: 20,
  };
  const [data, { synsets }] = [await openData(3, settings), await wordNet()];
  const { all, leftOut, labelled, five, broad, weak, definitions, validation } = data;
  const asked = new Set([
    ...[all.retrieval.queries, all.categories.fit, all.categories.held, validation.queries].flat(),
  ]);
  const pairs = [labelled, five, broad];
  const learned = [...definitions, ...[...pairs, weak].flat().flatMap(({ query, passage }) => [query, passage])];
  expect(learned.filter((place) => asked.has(place))).toEqual([]);
  const texts = new Set(Array.from(asked, (place) => definitionOf(synsets[place].gloss)));
  const queries = [...definitions, ...pairs.flat().map(({ query }) => query)];
  expect(queries.filter((place) => texts.has(definitionOf(synsets[place].gloss)))).toEqual([]);
  expect([...pairs, weak, definitions].map(({ length }) => length)).toEqual([400, 400, 400, 48, 40]);

  const topicsOf = (places: readonly number[]) => new Set(places.map((place) => synsets[place].topic));
  const [narrow, wide] = [five, broad].map((some) => topicsOf(some.map(({ query }) => query)));
  const out = topicsOf(leftOut.retrieval.queries);
  expect([narrow.size, out.size]).toEqual([5, 5]);
  expect(wide.size).toBeGreaterThan(10);
  for (const topic of out) expect([narrow.has(topic), wide.has(topic)]).toEqual([false, false]);
  for (const topic of narrow) expect(wide.has(topic)).toBe(true);
  const kinds = new Set(synsets.flatMap(({ instance, hypernyms }) => (instance ? [] : hypernyms.slice(0, 1))));
  expect(all.reranking.length).toBeGreaterThan(10);
  for (const { query, options } of all.reranking) {
    const kindOf = (place: number) => synsets[place].hypernyms[0];
    expect(options[0]).toBe(kindOf(query));
    expect(new Set(options).size).toBe(10);
    expect(new Set(options.map(kindOf)).size).toBe(1);
    expect(options.every((place) => kinds.has(place))).toBe(true);
  }
  expect(all.kinds.length).toBeGreaterThan(100);
  for (const { a, b, right } of all.kinds) {
    expect(synsets[a].hypernyms[0] === synsets[b].hypernyms[0]).toBe(right === 1);
    expect(right === 1 || synsets[a].topic === synsets[b].topic).toBe(true);
    expect(a).not.toBe(b);
  }
});

test("a noun whose kind has no siblings but instances is not asked about by re-ranking", async () => {
  const words = await wordNet();
  const { synsets } = words;
  const hypernymOf = (place: number): number | undefined => synsets[place].hypernyms[0];
  const kinds = [...synsets.keys()].filter((place) => {
    const { partOfSpeech, instance, hypernyms } = synsets[place];
    return partOfSpeech === "noun" && !instance && hypernyms.length > 0;
  });
  const withKinds = new Set(kinds.map(hypernymOf));
  const queries = kinds.filter((place) => !withKinds.has(hypernymOf(hypernymOf(place)!)));
  expect(queries.length).toBeGreaterThan(0);
  const retrieval = { queries: [...queries, ...queries], candidates: queries, answers: queries.map((_, at) => at) };
  const { reranking } = tasksOf(words, retrieval, { seed: 1, graded: 5, keep: () => true });
  expect(reranking).toEqual([]);
});

test("a step of an arm is fed what the arm is named for", () => {
  const fed = (name: "mined" | "mixing" | "copies" | "focal" | "focal, shuffled" | "focal, mean 1") =>
    aimFeeds(arms[name].aim, { seed: 1, step: 3, batch: 8, negatives: 3 }) as Record<string, Float32Array>;
  const list = (name: Parameters<typeof fed>[0], key: string) => Array.from(fed(name)[key]);
  expect(list("mined", "off")).toEqual([1, 1, 1, 1, 1, 1]);
  expect(list("mixing", "off")).toEqual([0, 0, 0, 0, 1, 0]); // four of two, one of all
  expect(list("copies", "off")).toEqual([0, 0, 0, 0, 0, 1]); // as many, none mixed
  expect(new Set(list("copies", "share"))).toEqual(new Set([1]));
  expect(list("mixing", "first")).toEqual(list("copies", "first"));
  expect(list("focal", "order")).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(list("focal, shuffled", "order")).not.toEqual(list("focal", "order"));
  expect(list("focal, shuffled", "order").sort()).toEqual(list("focal", "order"));
  expect([list("mined", "exponent"), list("focal", "exponent")]).toEqual([[0], [0.5]]);
  expect([list("focal", "to mean 1"), list("focal, mean 1", "to mean 1")]).toEqual([[0], [1]]);
});

test("an ensemble's cosine is the mean of its members'; the validation loss is InfoNCE without equal passages", () => {
  const rowOf = new Map([7, 8, 9].map((place, row) => [place, row]));
  const part = (...values: number[]) => ({ width: 2, rowOf, values: Float32Array.from(values) });
  const { width, values } = ensemble([part(1, 0, 1, 0, 0, 1), part(0, 1, 1, 0, 1, 0)]);
  expect([width, ...values.subarray(0, 8)]).toEqual([4, 1, 0, 0, 1, 1, 0, 1, 0]);
  const loss = validationLoss(part(1, 0, 1, 0, 0, 1), { queries: [7, 7], candidates: [8, 9], answers: [0, 1] }, 0.5);
  const log = Math.log(Math.exp(2) + 1);
  expect(loss).toBeCloseTo((log - 2 + log) / 2, 12);
  const same = validationLoss(part(1, 0, 1, 0, 0, 1), { queries: [7, 7], candidates: [8], answers: [0, 0] }, 0.5);
  expect(same).toBeCloseTo(0, 12);
});

test("every arm has a form and the rate of what it changes a part of", () => {
  expect(claimArms.length).toBe(Object.keys(arms).length - 6);
  expect(tunedArms.filter((name) => rateNameOf(name) !== name)).toEqual([]);
  expect((["recipe, third", "mixing", "copies", "five categories"] as const).map(rateNameOf)).toEqual([
    "recipe",
    "mined",
    "mined",
    "both directions, mean",
  ]);
  expect(formOf("causal, last")).toEqual({ ...ourForm, causal: true, pooling: "last" });
  expect(formOf("mixing")).toEqual(ourForm);
});
