import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { mobyDickCharacters } from "../../datasets/moby-dick.ts";
import { noNorm, rmsNorm } from "../../nn/norms.ts";
import { heldOutOfTraining } from "../text.ts";
import type { TrainingStep } from "../training.ts";
import {
  bestTuned,
  rateBeyond,
  tunableArms,
  tunableRuns,
  tunedLearningRate,
  tuneGrid,
  tuningOf,
  type Tuned,
} from "./index.ts";
import { writeTuning } from "./write.ts";

const step = (diverged: string | null): TrainingStep => ({
  step: 1,
  loss: 1,
  metrics: {},
  learningRate: 1,
  milliseconds: 1,
  diverged,
});

const rows = (arm: string, byRate: Readonly<Record<number, readonly (number | null)[]>>): Tuned[] =>
  Object.entries(byRate).flatMap(([rate, nats]) =>
    nats.map((value, at) => ({ arm, learningRate: Number(rate), seed: 1001 + at, nats: value })),
  );

describe("the rule takes", () => {
  const chosen = (byRate: Readonly<Record<number, readonly (number | null)[]>>) =>
    tunedLearningRate(rows("a", byRate), "a");

  test("one notch below the best median where that is worse by less than the seeds scatter", () => {
    expect(chosen({ 1: [3, 3.02, 3.04], 2: [2.51, 2.53, 2.55], 4: [2.5, 2.52, 2.54], 8: [2.9, 2.92, 2.94] })).toBe(2);
  });
  test("the best where the lower one is clearly worse", () => {
    expect(chosen({ 1: [3, 3.02, 3.04], 2: [2.6, 2.62, 2.64], 4: [2.5, 2.52, 2.54] })).toBe(4);
  });
  test("no rate at which a seed diverged, and none that scatters five times as much as the others", () => {
    expect(chosen({ 1: [3, 3.02, 3.04], 2: [2.6, 2.62, 2.64], 4: [2.4, 2.42, null] })).toBe(2);
    expect(chosen({ 1: [3, 3.02, 3.04], 2: [2.6, 2.62, 2.64], 4: [2.4, 2.42, 3.5] })).toBe(2);
  });
  test("the best of one seed, which has no spread", () => {
    expect(chosen({ 1: [3], 2: [2.51], 4: [2.5] })).toBe(4);
  });
  test("nothing for an arm that is not there, or has no rate left", () => {
    expect(() => tunedLearningRate(rows("a", { 1: [null] }), "a")).toThrow('the tuning table has no rate for "a"');
    expect(() => tunedLearningRate(rows("a", { 1: [3] }), "LN")).toThrow('the tuning table has no rate for "LN"');
  });
});

test("of some arms the best is the one with the lowest loss at the rate that it takes, not at its best rate", () => {
  // "a" takes the rate below its best, where "b" is better.
  const table = [
    ...rows("a", { 1: [2.51, 2.53, 2.55], 2: [2.5, 2.52, 2.54] }),
    ...rows("b", { 1: [2.9, 2.9, 2.91], 2: [2.525, 2.525, 2.53] }),
    ...rows("c", { 1: [3, 3, 3.01], 2: [2.6, 2.6, 2.61] }),
  ];
  expect(bestTuned(table, ["a", "b", "c"])).toBe("b");
  expect(bestTuned(table, ["c", "a"])).toBe("a");
  expect(bestTuned([], ["c", "a"])).toBe("c");
});

test("a plan tells how its rates were chosen, on how many seeds, and which they are", () => {
  const one = tuningOf(rows("a", { 1: [3], 2: [2], 4: [2.5] }));
  expect(one).toEqual({
    tuning: "Every arm at 3 rates from 1 to 4 in shorter runs on seed 1001: the lowest loss.",
    learningRates: { a: 2 },
  });
  const { tuning } = tuningOf([...rows("a", { 1: [3, 3, 3], 2: [2, 2, 2] }), ...rows("b", { 1: [1, 1, 1] })]);
  expect(tuning).toContain("on the seeds 1001, 1002 and 1003: one notch below");
});

test("an empty table is that of a paper at its beginning: one rate for all, and a plan that says so", () => {
  expect(tuningOf([])).toEqual({
    tuning: `Not tuned yet: every arm at a rate of ${tunedLearningRate([], "a")}.`,
    learningRates: {},
    untuned: true,
  });
});

test("a table is told at which rate its arms are without it, and how long its runs were", () => {
  const facts = { untunedRate: 0.1, runs: "half of the steps" };
  expect(tunedLearningRate([], "a", facts)).toBe(0.1);
  expect(tuningOf([], facts).tuning).toBe("Not tuned yet: every arm at a rate of 0.1.");
  const table = rows("a", { 1: [3], 2: [2] });
  expect(tunedLearningRate(table, "a", facts)).toBe(2);
  expect(tuningOf(table, facts).tuning).toBe(
    "Every arm at 2 rates from 1 to 2 in half of the steps on seed 1001: the lowest loss.",
  );
});

test("beyond the end at which an arm is best, the grid goes on as it came", async () => {
  expect(rateBeyond(rows("a", { 1: [3], 2: [2], 4: [1] }), "a")).toBe(8);
  expect(rateBeyond(rows("a", { 1: [1], 2: [2], 4: [3] }), "a")).toBe(0.5);
  expect(rateBeyond(rows("a", { 1: [3], 2: [1], 4: [2] }), "a")).toBe(null);
  expect(rateBeyond(rows("a", { 1: [3] }), "a")).toBe(null);
  expect(rateBeyond(rows("a", { 1: [null], 2: [null] }), "a")).toBe(0.5);

  const train = async (arm: string, learningRate: number) => Math.abs(learningRate - (arm === "a" ? 1.4 : 2.9));
  const table = await tuneGrid({ arms: ["a", "b"], train }, [1, 2], { seeds: [1001], widenings: 3 });
  expect(table.map(({ arm, learningRate }) => `${arm} ${learningRate}`)).toEqual([
    ...["a 1", "a 2", "a 0.5"],
    ...["b 1", "b 2", "b 4"],
  ]);
  expect(table.map(({ beyond = false }) => beyond)).toEqual([false, false, true, false, false, true]);
  expect(tuningOf(table).tuning).toContain(
    "at 2 rates from 1 to 2, and beyond where its best was at an end, in shorter",
  );
});

test("every arm is tried at every rate on every seed; one that diverges has no loss, and its neighbours keep theirs", async () => {
  const released: string[] = [];
  const work = tunableRuns(
    ["a", "b"],
    async (arm, learningRate, seed) => ({
      nats: learningRate / 2,
      async *train() {
        yield step(arm === "b" && learningRate === 2 ? "the loss is NaN" : null);
      },
      release: async () => void released.push(`${arm} ${learningRate} ${seed}`),
    }),
    async ({ nats }) => nats,
  );
  const table = await tuneGrid(work, [1, 2], { seeds: [7, 8] });
  expect(table.map(({ nats }) => nats)).toEqual([0.5, 0.5, 1, 1, 0.5, 0.5, null, null]);
  expect(released).toEqual(["a 1 7", "a 1 8", "a 2 7", "a 2 8", "b 1 7", "b 1 8", "b 2 7", "b 2 8"]);
});

test("arms of a language model end lower at a rate at which they learn", async () => {
  const shape = { depth: 1, width: 16, heads: 2, context: 8, batch: 4 };
  const comparison = { text: await mobyDickCharacters(), shape, steps: 6, validationBatches: 2 };
  const arms = [
    { name: "RMSNorm", norm: rmsNorm },
    { name: "none", norm: noNorm },
  ];
  const table = await tuneGrid(tunableArms(arms, comparison), [1e-5, 1e-2], { seeds: [1001] });
  expect(table.map(({ arm, learningRate }) => [arm, learningRate])).toEqual([
    ["RMSNorm", 1e-5],
    ["RMSNorm", 1e-2],
    ["none", 1e-5],
    ["none", 1e-2],
  ]);
  expect(tunedLearningRate(table, "RMSNorm")).toBe(1e-2);
});

test("what tuning is judged on is neither trained on nor what the comparison looks at", () => {
  const codes = Int32Array.from({ length: 100 }, (_, at) => at);
  const text = { train: codes.subarray(0, 80), validation: codes.subarray(80), start: 7 };
  const { train, validation, start } = heldOutOfTraining(text);
  expect([train.length, train.at(-1), validation[0], validation.at(-1), start]).toEqual([60, 59, 60, 79, 7]);
});

test("arms of a language model are tuned without a look at the text that the comparison holds out", async () => {
  const { text, ...rest } = {
    ...{ text: await mobyDickCharacters(), shape: { depth: 1, width: 8, heads: 1, context: 8, batch: 2 } },
    ...{ steps: 2, validationBatches: 1 },
  };
  const unseen = new Proxy(text.validation, {
    get(of, name) {
      if (name === "length") return of.length;
      throw new Error(`tuning looked at the held-out text: ${String(name)}`);
    },
  });
  const work = tunableArms([{ name: "RMSNorm", norm: rmsNorm }], { text: { ...text, validation: unseen }, ...rest });
  expect(await work.train("RMSNorm", 1e-2, 1001)).toBeGreaterThan(0);
});

test("the table is written beside the script, one cell a line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tuning-"));
  try {
    const table = [{ arm: "a", learningRate: 1, seed: 1001, nats: 0.5 }];
    await writeTuning(pathToFileURL(join(folder, "tuning.ts")).href, { small: table, large: table });
    const text = readFileSync(join(folder, "tuning.json"), "utf8");
    expect(JSON.parse(text)).toEqual({ small: table, large: table });
    expect(text.split("\n")[2]).toBe('    { "arm": "a", "learningRate": 1, "seed": 1001, "nats": 0.5 }');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
