import { expect, test } from "vitest";
import { decide } from "./judge.ts";

/** Questions with these gains over words, by share: 0.05, 0.1, 0.2 .. 0.5. */
const questions = (count: number, gains: readonly number[], task: "title" | "passage" = "title") =>
  Array.from({ length: count }, (_, at) => ({
    task,
    words: 0.5,
    meaning: 0.3,
    // Some scatter, so that there is an interval.
    fused: gains.map((gain) => 0.5 + gain + 0.02 * ((at >> 1) % 3) - 0.02),
  }));

test("the weight is the one that is best, and the gain of the other half is told with its interval", () => {
  const { better, reason, share, gain, tasks } = decide(questions(200, [0, 0.02, 0.05, 0.1, 0.02, -0.2]));
  expect({ better, reason, share }).toEqual({ better: true, reason: null, share: 0.3 });
  expect(gain.value).toBeCloseTo(0.1, 2);
  expect(gain.interval[0]).toBeGreaterThan(0.09);
  expect(tasks).toMatchObject([{ task: "title", queries: 100 }]);
  expect(tasks[0].meaning).toBeCloseTo(0.3, 6);
});

test.each([
  [
    "does not help",
    questions(200, [0, -0.1, -0.1, -0.1, -0.1, -0.1]),
    /^words and meaning together are not better .* on 100 questions/,
  ],
  [
    "harms one kind of question",
    [...questions(200, [0.1, 0, 0, 0, 0, 0]), ...questions(200, [-0.04, -0.4, -0.4, -0.4, -0.4, -0.4], "passage")],
    /worse than words alone where a sentence asks for its paper: -0\.0/,
  ],
  ["cannot be judged", questions(60, [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]), /^only 30 questions/],
])("where it %s it is not used, and the reason is told", (_, answered, reason) => {
  expect(decide(answered)).toMatchObject({ better: false, reason: expect.stringMatching(reason) as string });
});
