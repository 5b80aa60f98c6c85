import { beforeAll, expect, test } from "vitest";
import { constant, evaluate, gradient, input, random, Scope } from "#engine";
import { createLab } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { largestOutputs, masked } from "../method.ts";
import { armOf, fedChoice, maskFeed, type Mask } from "./arms.ts";
import { openBench } from "./bench.ts";
import { openedCorpus, tokens, type Corpus } from "./corpus.ts";
import { families, familyNames, isAdapter, pretrainingFeeds } from "./networks.ts";
import { ordersOf } from "./orders.ts";
import { chosen, overlap } from "./profiles.ts";
import { scoreOf } from "./sequence.ts";
import { batch } from "./settings.ts";
import { createTasks, promptLength } from "./tasks.ts";

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
  for (const { answers, exchanges } of tasks) {
    const counts = answers.map((token) => exchanges.train.filter(({ answer: [own] }) => own === token).length);
    expect(new Set(counts)).toEqual(new Set([60 / answers.length]));
    for (const { prompt } of [...exchanges.train, ...exchanges.test]) {
      expect(prompt.length).toBeLessThanOrEqual(promptLength + 1);
      expect(prompt.at(-1)).toBe(tokens.separator);
      expect(Math.min(...prompt.slice(0, -1))).toBeGreaterThan(tokens.masked);
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

test("the second order of a seed is the first one backwards", () => {
  const [first, second] = ordersOf(tasksOf(1), 1, { orders: 2, length: 3 });
  expect(second.map(({ name }) => name)).toEqual(first.map(({ name }) => name).toReversed());
  expect(new Set(first).size).toBe(3);
});

test("one program with a fed mask has the gradients of four: all, largest, smallest, and as many at random", async () => {
  const [x, w] = [constant(random(3).stream("x").normal(20), { shape: [4, 5] }), input("w", [5, 11])];
  const feeds = { w: random(3).stream("w").normal(55) };
  const slopeOf = (choice: typeof fedChoice) => gradient(masked(choice)(new Scope(), x, w).sin().sum(), [w])[0];
  const columns = (values: ArrayLike<number>) => Array.from({ length: 11 }, (_, at) => [0, 1, 2, 3, 4].some((row) => values[row * 11 + at] !== 0)); // prettier-ignore
  const fed = async (mask: Mask, task: number) => {
    const noise = random(4).stream("noise").uniform(11);
    const evaluator = await openEvaluator({ slope: slopeOf(fedChoice) });
    const { slope } = await evaluator.run({}, { ...feeds, ...maskFeed(mask, task), "mask noise": noise });
    await evaluator.release();
    return Array.from(slope.data, Number);
  };
  const own = Array.from((await evaluate(slopeOf(largestOutputs), feeds)).data, Number);
  expect(await fed("largest", 1)).toEqual(own);
  const plain = await fed("none", 1);
  expect(columns(plain).every(Boolean)).toBe(true);
  for (const mask of ["largest", "smallest", "random"] as const) {
    expect(await fed(mask, 0)).toEqual(plain);
    expect(columns(await fed(mask, 1)).filter(Boolean).length).toBe(4);
  }
  expect(await fed("smallest", 1)).not.toEqual(own);
});

test("adapters learn alone, whatever is masked, and the model answers", async () => {
  const [task] = tasksOf(1);
  const bench = openBench(createLab(1, "cpu", 1), size);
  const arm = armOf("adapters, MIGU");
  const trainer = await bench.trainer(arm);
  const before = await trainer.snapshot();
  await trainer.step({ ...families.decoder.feeds(task.exchanges.train.slice(0, batch)), ...maskFeed("largest", 1) });
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
