import { beforeAll, expect, test } from "vitest";
import { constant, evaluate, gradient, input, random, Scope } from "#engine";
import { createLab } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { largestOutputs, masked } from "../method.ts";
import { armNames, armOf, fedChoice, maskFeed, type ArmName, type Mask } from "./arms.ts";
import { openBench } from "./bench.ts";
import { openedCorpus, tokens, type Corpus } from "./corpus.ts";
import { families, familyNames, isAdapter, pretrainingFeeds } from "./networks.ts";
import { orderOf } from "./orders.ts";
import { measureArms } from "./measures.ts";
import { chosen, openProfiler, overlap } from "./profiles.ts";
import type { Result } from "./results.ts";
import { scoreOf } from "./sequence.ts";
import { batch } from "./settings.ts";
import { createTasks, promptLength, taskNames } from "./tasks.ts";

const size = { depth: 1, width: 8, heads: 1 };
let corpus: Corpus;
beforeAll(async () => {
  corpus = await openedCorpus({ read: 40_000, glosses: 0, vocabulary: 40_000 });
});
const tasksOf = (seed: number) => createTasks(corpus, seed, { learned: 60, asked: 12, count: 3 });

test("tasks have balanced classes, prompts that fit, and no answer in common", () => {
  const tasks = tasksOf(1);
  const all = tasks.flatMap(({ answers }) => answers);
  expect(new Set(all).size).toBe(all.length);
  expect(tasks.map(({ answers }) => answers.length)).toEqual([5, 4, 3]);
  for (const [place, { answers, exchanges }] of tasks.entries()) {
    const counts = answers.map((token) => exchanges.train.filter(({ answer: [own] }) => own === token).length);
    expect(new Set(counts)).toEqual(new Set([60 / answers.length]));
    for (const { prompt } of [...exchanges.train, ...exchanges.test]) {
      expect(prompt.length).toBeLessThanOrEqual(promptLength + 1);
      expect(prompt.at(-1)).toBe(tokens.instruction + place);
      expect(Math.min(...prompt.slice(0, -1))).toBeGreaterThanOrEqual(tokens.instruction + taskNames.length);
    }
  }
});

test("another seed draws other examples; a name that is asked for is in no training text", () => {
  expect(tasksOf(2)[0].exchanges.train).not.toEqual(tasksOf(1)[0].exchanges.train);
  for (const kinds of Object.values(corpus.names.de)) {
    expect(kinds.test.length).toBeGreaterThan(20);
    const learned = new Set(corpus.names.de.languages.train);
    if (kinds === corpus.names.de.languages) expect(kinds.test.filter((name) => learned.has(name))).toEqual([]);
  }
});

test("a seed has one order of its tasks, another seed another", () => {
  const namesOf = (seed: number, length = 3) => orderOf(tasksOf(1), seed, length).map(({ name }) => name);
  expect(namesOf(1)).toEqual(namesOf(1));
  expect(new Set(namesOf(1)).size).toBe(3);
  expect(namesOf(1, 2)).toEqual(namesOf(1).slice(0, 2));
  expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => namesOf(seed).join())).size).toBeGreaterThan(1);
});

test("one program with a fed mask has the gradients of five: all, largest, smallest, and as many at random, held or anew", async () => {
  const [x, w] = [constant(random(3).stream("x").normal(20), { shape: [4, 5] }), input("w", [5, 11])];
  const feeds = { w: random(3).stream("w").normal(55) };
  const slopeOf = (choice: typeof fedChoice) => gradient(masked(choice)(new Scope(), x, w).sin().sum(), [w])[0];
  const columns = (values: ArrayLike<number>) => Array.from({ length: 11 }, (_, at) => [0, 1, 2, 3, 4].some((row) => values[row * 11 + at] !== 0)); // prettier-ignore
  const evaluator = await openEvaluator({ slope: slopeOf(fedChoice) });
  const fed = async (mask: Mask, place: number, step = 0) => {
    const noise = random(4).stream(`noise ${step}`).uniform(11);
    const { slope } = await evaluator.run({}, { ...feeds, ...maskFeed(mask, place, 1), "mask noise": noise });
    return Array.from(slope.data, Number);
  };
  const own = Array.from((await evaluate(slopeOf(largestOutputs), feeds)).data, Number);
  expect(await fed("largest", 1)).toEqual(own);
  const plain = await fed("none", 1);
  expect(columns(plain).every(Boolean)).toBe(true);
  for (const mask of ["largest", "smallest", "random", "fleeting"] as const) {
    expect(await fed(mask, 0)).toEqual(plain);
    expect(columns(await fed(mask, 1)).filter(Boolean).length).toBe(4);
  }
  expect(await fed("smallest", 1)).not.toEqual(own);
  // A mask that is drawn for a task stays; the other one does not.
  const steps = [0, 1, 2, 3];
  const distinct = async (mask: Mask, place: (step: number) => number) =>
    new Set(await Promise.all(steps.map(async (step) => String(columns(await fed(mask, place(step), step)))))).size;
  expect(await distinct("random", () => 1)).toBe(1);
  expect(await distinct("random", (step) => 1 + step)).toBeGreaterThan(2);
  expect(await distinct("fleeting", () => 1)).toBeGreaterThan(2);
  await evaluator.release();
});

test("adapters learn alone, whatever is masked, and the model answers", async () => {
  const [task] = tasksOf(1);
  const bench = openBench(createLab(1, "cpu", 1), size);
  const arm = armOf("adapters, MIGU");
  const trainer = await bench.trainer(arm);
  const before = await trainer.snapshot();
  await trainer.step({ ...families.decoder.feeds(task.exchanges.train.slice(0, batch)), ...maskFeed("largest", 1, 1) });
  const after = await trainer.snapshot();
  const moved = Object.keys(after).filter((name) => after[name].some((value, at) => value !== before[name][at]));
  // Seven maps; the ways down wait until those up have left zero.
  expect(moved.length).toBe(7);
  expect(moved.every(isAdapter)).toBe(true);
  const { among, ofAll } = await bench.ask(arm, after, task, "test");
  expect(among).toBeGreaterThanOrEqual(ofAll);
  await bench.release();
});

test("pre-training: a decoder predicts what follows, an encoder what is hidden, and both the end of a window", () => {
  const [decoder, encoder, both] = familyNames.map((family) =>
    pretrainingFeeds(families[family], corpus.unlabelled, { seed: 1, step: 0, batch }),
  );
  const numbers = (values: (typeof decoder)[string]) => Array.from(values as ArrayLike<number>);
  expect(numbers(decoder.targets).slice(0, 9)).toEqual(numbers(decoder.tokens).slice(1, 10));
  const hidden = numbers(encoder.tokens).map((token) => token === tokens.masked);
  expect(numbers(encoder.weights).map(Boolean)).toEqual(hidden);
  expect(hidden.filter(Boolean).length / hidden.length).toBeCloseTo(1 / 7, 1);
  expect(both.source).toEqual(decoder.tokens);
  expect(both.target[0]).toBe(decoder.targets[promptLength]);
  expect([both.given[0], both.given[1]]).toEqual([tokens.start, both.target[0]]);
});

test("scores and overlaps", () => {
  const share = (among: number) => ({ among, ofAll: among / 2 });
  const rows = [[share(0.8), undefined], [share(0.4), share(0.6)]]; // prettier-ignore
  const score = scoreOf(rows);
  for (const [name, value] of Object.entries({ end: 0.5, endOfAll: 0.25, learned: 0.7, backward: -0.4 }))
    expect(score[name as keyof typeof score], name).toBeCloseTo(value);
  expect(chosen([5, 1, 4, 2])).toEqual(new Set([0]));
  expect(overlap(new Set([1, 2]), new Set([2, 3]))).toBeCloseTo(1 / 3);
});

test("magnitudes of text do not see padding, those that the mask is made of do", async () => {
  const lab = createLab(1, "cpu", 1);
  const profiler = await openProfiler(lab, size);
  const bench = openBench(lab, size);
  const weights = await (await bench.trainer({ mask: "none" })).snapshot();
  const some = tasksOf(1)[0].exchanges.train.slice(0, 32);
  expect(some.some(({ prompt }) => prompt.length < promptLength)).toBe(true);
  const embedding = Float32Array.from(weights.embedding);
  embedding.fill(3, 0, size.width / 2);
  const [before, after] = [await profiler.of(weights, some), await profiler.of({ ...weights, embedding }, some)];
  expect(after.text).toEqual(before.text);
  expect(after.all).not.toEqual(before.all);
  await Promise.all([profiler.release(), bench.release()]);
});

test("a gain is the masked arm less the plain one, of adapters in per cent; forgetting is what is lost beside plain tuning", () => {
  const ends: Partial<Record<ArmName, number>> = { "adapters, MIGU": 0.55, "random mask": 0.4, "replay, MIGU": 0.6, "encoder, MIGU": 0.45 }; // prettier-ignore
  const of = new Map(
    armNames.map((name): [ArmName, Result] => [
      name,
      { outcome: null, end: ends[name] ?? 0.5, endOfAll: 0, learned: 0.7, backward: name === "MIGU" ? -0.1 : -0.2 },
    ]),
  );
  const values = [...measureArms(createLab(1, "cpu", 1), { of, starts: new Map() })].flatMap((event) =>
    event.type === "measure" ? [[event.claim, event.value!] as const] : [],
  );
  const expected = { "gain-15-task": 10, "beats-random-mask": 7.5, "beats-smallest-mask": 0, "forgets-less": 10, "universal-decoder": 0, "universal-encoder": -5, "universal-encoder-decoder": 0, composes: 10 }; // prettier-ignore
  expect(values.map(([claim]) => claim)).toEqual(Object.keys(expected));
  for (const [claim, value] of values) expect(value, claim).toBeCloseTo(expected[claim as keyof typeof expected], 6);
});
