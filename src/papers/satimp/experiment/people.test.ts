import { describe, expect, test } from "vitest";
import { compile, input, open } from "#engine";
import { answerBatch } from "#lab/datasets/answers";
import { likelihoodWeights, satImp } from "../method.ts";
import { arms, forgetBatch } from "./arms.ts";
import { createWorld, rowLength } from "./people.ts";
import { divide } from "./subjects.ts";

const world = createWorld(1);

describe("invented people", () => {
  test("have three facts each, in sentences that differ in names and one key alone", () => {
    expect(world.people).toHaveLength(240);
    const say = (tokens: readonly number[]) => tokens.map((token) => world.words[token]).join(" ");
    const [born] = world.people;
    const [given, family] = born.answer.slice(0, 2).map((token) => world.words[token]);
    expect(say(born.prompt)).toBe(`where was ${given} ${family} born ?`);
    expect(say(born.answer)).toBe(`${given} ${family} was born in old ${world.words[born.answer[born.key]]} .`);
    expect(say(world.rivers[0].answer)).toMatch(/^the river \w+ flows by old \w+ \.$/);
  });
  test("are the same for a seed, have names of their own, and fit a row", () => {
    expect(createWorld(1)).toEqual(world);
    expect(createWorld(2)).not.toEqual(world);
    expect(new Set(world.words).size).toBe(world.words.length);
    const names = world.people.filter((_, at) => at % 3 === 0).map(({ prompt }) => prompt.slice(2, 4).join(" "));
    expect(new Set(names).size).toBe(80);
    const lengths = [...world.people, ...world.rivers].map(({ prompt, answer }) => prompt.length + answer.length);
    expect(Math.max(...lengths)).toBe(rowLength + 1);
  });
});

test("forget sets share nobody, nobody watched is forgotten or kept in training, and the reference knows no forget set", () => {
  const { sets, watched, known } = divide(1, world, { people: 80, watched: 16, forgotten: 8, sets: 3 });
  const subjects = (facts: readonly { subject: number }[]) => [...new Set(facts.map(({ subject }) => subject))];
  const common = (a: readonly number[], b: readonly number[]) => a.filter((one) => b.includes(one));
  const [looked, learned] = [subjects(watched), subjects(known)];
  expect(looked).toHaveLength(16);
  expect(new Set(sets.flatMap(({ forget }) => subjects(forget))).size).toBe(24);
  for (const { forget, keep } of sets) {
    expect(forget).toHaveLength(24);
    expect(keep).toHaveLength(3 * (80 - 16 - 8));
    expect(common(subjects(forget), subjects(keep))).toEqual([]);
    expect(common(looked, [...subjects(keep), ...subjects(forget)])).toEqual([]);
    expect(common(learned, subjects(forget))).toEqual([]);
  }
});

describe("controls", () => {
  const facts = world.people.slice(0, forgetBatch);
  const mask = answerBatch(facts, rowLength).weights;
  const fed = { facts, mask, seed: 3, reference: [] };
  test("deal the weights of answer tokens among answer tokens, otherwise at each step", async () => {
    const { order } = arms["SatImp, shuffled"].feeds!({ ...fed, step: 0 });
    const places = (which: ArrayLike<number>) => Array.from(which).filter((_, at) => mask[at] === 1);
    expect(places(order as Int32Array).toSorted((a, b) => a - b)).toEqual(places(mask.map((_, at) => at)));
    expect(order).not.toEqual(arms["SatImp, shuffled"].feeds!({ ...fed, step: 1 }).order);
    const losses = input("losses", [forgetBatch, rowLength]);
    const outputs = {
      dealt: arms["SatImp, shuffled"].loss({ losses, mask: input("mask", [forgetBatch, rowLength]) }),
      level: arms["SatImp, level"].loss({ losses, mask: input("mask", [forgetBatch, rowLength]) }),
      own: likelihoodWeights(losses, satImp)
        .mul(input("mask", [forgetBatch, rowLength]))
        .sum(),
    };
    const session = await open(compile({ outputs }));
    // Of equal losses the sum is the sum of the weights, whoever has which.
    const { dealt, level, own } = await session.run({ losses: mask.map(() => 0.5), mask, order });
    await session.release();
    const expected = (-0.5 * Number(own.data[0])) / places(mask).length;
    expect(Number(dealt.data[0])).toBeCloseTo(expected, 6);
    expect(Number(level.data[0])).toBeCloseTo(expected, 6);
  });
  test("mark the keys, or three tenths of the answers at random", () => {
    const keys = arms["keys only"].feeds!({ ...fed, step: 0 }).marks as Float32Array;
    expect(keys.reduce((sum, one) => sum + one, 0)).toBe(forgetBatch);
    expect(keys.every((one, at) => one <= mask[at])).toBe(true);
    const marks = Array.from({ length: 40 }, (_, step) => arms["random 30 %"].feeds!({ ...fed, step }).marks);
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((all, value) => all + value, 0);
    expect(marks.reduce((all, some) => all + sum(some as Float32Array), 0) / 40 / sum(mask)).toBeCloseTo(0.3, 1);
  });
});
