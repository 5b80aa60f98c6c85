import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { mean } from "#lab/measure/statistics";
import { suite } from "./data.ts";
import { reference, referenceNames } from "./references/index.ts";
import { leadOverBest, selected, type Scores } from "./scores.ts";
import { jitter } from "./watched.ts";

describe("jitter", () => {
  const losses = (of: (step: number) => number) => Array.from({ length: 40 }, (_, step) => of(step));
  test("is none for a loss that falls at a steady pace", () => {
    expect(jitter(losses((step) => 5 - 0.1 * step))).toBeCloseTo(0, 12);
  });
  test("is the size of the changes, in the second half only", () => {
    const wild = losses((step) => 2 + (step % 2) * 0.2);
    expect(jitter(wild)).toBeCloseTo(0.2, 2);
    expect(jitter(wild.map((loss, step) => (step < 20 ? loss * 50 : 2)))).toBeCloseTo(0, 12);
  });
});

test("the depth that validation selects is the best, and of equals the deepest", () => {
  const scores: Scores = new Map([
    ["a", [2, 8, 32].map((depth) => ({ depth, validation: depth === 2 ? 0.5 : 0.9, test: depth }))],
    ["b", [2, 8].map((depth) => ({ depth, validation: 1 / depth, test: depth }))],
  ]);
  expect([selected(scores, "a").depth, selected(scores, "b").depth]).toEqual([32, 2]);
});

describe.each(referenceNames)("%s", (name) => {
  test.each([
    ["two-norm", 0.92],
    ["spirals", 0.85],
  ] as const)("learns %s", (task, least) => {
    expect(reference(name, suite(task, 1, { train: 300, validation: 60 }), 1)).toBeGreaterThan(least);
  });
});

describe("the lead over the best other contestant", () => {
  const averages = (tasks: readonly (readonly number[])[]) =>
    tasks[0].map((_, at) => mean(tasks.map((task) => task[at])));
  test("is that over the one that is best everywhere", () => {
    expect(leadOverBest([[5, 3, 4], [6, 1, 2], [5, 3, 4], [6, 1, 2]], averages)).toBe(2.5); // prettier-ignore
  });
  test("is none where all are alike and only chance makes one of them the best of a half", () => {
    const noise = random(1)
      .stream("scores")
      .normal(4_000 * 12 * 7);
    const leads = Array.from({ length: 4_000 }, (_, run) =>
      leadOverBest(
        Array.from({ length: 12 }, (_, task) => Array.from(noise.subarray((run * 12 + task) * 7).subarray(0, 7))),
        averages,
      ),
    );
    // Over the best on the same tasks it would be -0.37.
    expect(Math.abs(mean(leads))).toBeLessThan(0.03);
  });
});
