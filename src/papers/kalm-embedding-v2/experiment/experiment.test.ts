import { expect, test } from "vitest";
import { wordNet } from "#lab/datasets/wordnet";
import { arms, formOf, rateNameOf, tunedArms } from "./arms.ts";
import { openData } from "./data.ts";
import { sizeRatio } from "./measured.ts";
import { aimFeeds } from "./programs.ts";
import { ensemble, validationLoss } from "./scores.ts";
import { ourForm } from "./sizes.ts";

test("nothing that is asked is trained on, and the five categories are what their names say", async () => {
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
  const { all, others, labelled, few, weak, definitions, validation } = data;
  const asked = new Set([
    ...[all.retrieval.queries, all.categories.fit, all.categories.held, validation.queries].flat(),
  ]);
  const learned = [...definitions, ...[labelled, few, weak].flat().flatMap(({ query, passage }) => [query, passage])];
  expect(learned.filter((place) => asked.has(place))).toEqual([]);
  expect([labelled.length, few.length, weak.length, definitions.length]).toEqual([400, 400, 48, 40]);

  const topics = new Set(few.map(({ query }) => synsets[query].topic));
  expect(topics.size).toBe(5);
  expect(others.retrieval.queries.filter((place) => topics.has(synsets[place].topic))).toEqual([]);
  expect(others.retrieval.queries.length).toBeLessThan(all.retrieval.queries.length);
  for (const { query, options } of all.reranking) {
    const kindOf = (place: number) => synsets[place].hypernyms[0];
    expect(options[0]).toBe(kindOf(query));
    expect(new Set(options).size).toBe(10);
    expect(new Set(options.map(kindOf)).size).toBe(1);
  }
  expect(all.kinds.length).toBeGreaterThan(100);
  for (const { a, b, right } of all.kinds) {
    expect(synsets[a].hypernyms[0] === synsets[b].hypernyms[0]).toBe(right === 1);
    expect(right === 1 || synsets[a].topic === synsets[b].topic).toBe(true);
    expect(a).not.toBe(b);
  }
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

test("the size of a plain encoder that is as good lies on the line, beyond its ends, too", () => {
  const parameters = [1, 4, 16];
  const scores = [30, 34, 38];
  expect(sizeRatio(parameters, scores, 34)).toBeCloseTo(1, 12);
  expect(sizeRatio(parameters, scores, 38)).toBeCloseTo(4, 12);
  expect(sizeRatio(parameters, scores, 40)).toBeCloseTo(8, 12);
  expect(sizeRatio(parameters, scores, 32)).toBeCloseTo(0.5, 12);
  expect(sizeRatio(parameters, [38, 34, 30], 34)).toBeNaN();
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

test("every arm has a rate and a form", () => {
  expect(tunedArms.length).toBe(Object.keys(arms).length - 3);
  expect(rateNameOf("recipe, third")).toBe("recipe");
  expect(rateNameOf("mixing")).toBe("mixing");
  expect(formOf("causal, last")).toEqual({ ...ourForm, causal: true, pooling: "last" });
  expect(formOf("mixing")).toEqual(ourForm);
});
