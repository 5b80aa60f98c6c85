import { describe, expect, test } from "vitest";
import type { UnitResult } from "../bakeoff.ts";
import bakeoff from "./bakeoff.ts";
import { choiceOf } from "./choice.ts";
import { untuned } from "./rates.ts";
import { readingOf, untunedSentence } from "./reading.ts";
import type { DepthRow } from "./rows.ts";
import { summarize } from "./summary.ts";

interface Given {
  /** At the end, by seed; null diverged. */
  readonly losses: readonly (number | null)[];
  readonly early?: readonly number[];
  readonly failed?: string;
  readonly removal?: readonly number[];
  /** High rates at which it failed. */
  readonly failsAt?: readonly number[];
  readonly time?: number;
}

function unitsOf(given: Readonly<Record<string, Given>>): UnitResult[] {
  const arms = Object.entries(given);
  const rows: DepthRow[] = arms.flatMap(([arm, { losses, early = [], failed = null, removal = [9, 1, 1, 1] }]) =>
    losses.map((loss, index): DepthRow => ({
      ...{ kind: "training", arm, seed: index + 1, steps: 10, learningRate: 0.01, parameters: 100, loss },
      ...{ failed: loss === null ? "diverged" : failed, earlyLoss: early[index] ?? loss },
      look: loss === null ? null : { variance: [1, 2, 3, 4], gradient: [8, 4, 2, 1], removal },
    })),
  );
  for (const [arm, { failsAt = [] }] of arms)
    rows.push({
      ...{ kind: "high rates", arm, steps: 100 },
      learningRates: [0.01, 0.02, 0.04].map((learningRate) => ({
        ...{ learningRate, last: 2 },
        failed: failsAt.includes(learningRate) ? "lost" : null,
      })),
    });
  const timed = arms.flatMap(([arm, { time: median }]) =>
    median === undefined
      ? []
      : [[arm, { milliseconds: 10 * median, ratio: { median, interval: [median, median] as const } }]],
  );
  rows.push({ kind: "step time", arms: Object.fromEntries(timed), noise: 2 });
  return rows.map((row, at) => ({ key: `unit/${at}`, finishedAt: "", seconds: 1, row: { ...row } }));
}

const three = (loss: number) => [loss, loss + 0.01, loss - 0.01];
const pre: Given = { losses: three(2), early: three(2.5), time: 1, failsAt: [0.04] };

describe("a choice", () => {
  const of = (given: Readonly<Record<string, Given>>) => choiceOf(summarize({ units: unitsOf(given) }), false);

  test("is the lowest loss among those that never failed, with what an early look would have said, the rates it bears and the blocks that could go", () => {
    const { question, answer, rows } = of({
      "Pre-LN": { ...pre, removal: [9, 1, 1, 0] },
      "Post-LN": { losses: three(1.5), failed: "a loss of 2.3 at the end", failsAt: [0.01] },
      "Mix-LN 1/4": { losses: three(1.9), early: three(2.5) },
      "LayerNorm Scaling": { losses: three(2.1), early: three(2.4) },
    })!;
    expect(question).toBe("Many blocks: how should they be joined?");
    expect(answer[0]).toContain("Mix-LN 1/4. It ends lower than Pre-LN (\u22120.100 nats per character");
    expect(answer[1]).toContain("Lower after a fifth of the steps, and not in the end: LayerNorm Scaling.");
    expect(answer[2]).toContain("up to 0.04 no short training fails with Mix-LN 1/4 and LayerNorm Scaling.");
    expect(answer[3]).toContain("0 % with Mix-LN 1/4 and 33 % with Pre-LN");
    expect(rows).toEqual(["post", "mix", "pre", "lns"]);
  });

  test("is Pre-LN where nothing is lower beyond the spread, and says what bears more", () => {
    const { answer } = of({ "Pre-LN": pre, "Mix-LN 1/4": { losses: [1.9, 2.1, 2], early: [2.4, 2.6, 2.5] } })!;
    expect(answer[0]).toBe("Pre-LN: of those that never failed none ends lower beyond the spread over 3 seeds.");
    expect(answer[1]).toContain("fails with Mix-LN 1/4; with Pre-LN only up to 0.02.");
  });

  test("is not made from one seed, without Pre-LN, where Pre-LN diverged, or before rates are tuned", () => {
    expect(of({ "Pre-LN": { losses: [2] }, "Post-LN": { losses: [1] } })).toBeNull();
    expect(of({ "Post-LN": { losses: three(1) } })).toBeNull();
    expect(of({ "Pre-LN": { losses: [2, null] }, "Post-LN": { losses: [1, 1] } })).toBeNull();
    expect(choiceOf(summarize({ units: unitsOf({ "Pre-LN": pre }) }), true)).toBeNull();
  });
});

describe("a report", () => {
  const units = unitsOf({
    "Pre-LN": pre,
    "Post-LN": { losses: [1.5, null, 1.6], failsAt: [0.01, 0.02, 0.04], time: 0.9 },
    "Mix-LN 1/4": { losses: three(2.1), time: 0.99 },
  });

  test("has a cell for what was measured, with its units", () => {
    const { rows, columns } = bakeoff.report({ units });
    const [first, second, third] = rows;
    expect(first.cells.difference).toBeUndefined();
    expect(second.cells).toMatchObject({
      ...{ loss: { value: null, words: "diverged" }, failed: { value: 1 }, bears: { value: null, words: "none" } },
    });
    expect(third.cells).toMatchObject({
      ...{ difference: { words: "worse" }, early: { words: "better" }, growth: { value: 4 }, unevenness: { value: 8 } },
      ...{ bears: { value: 0.04 }, useless: { value: 0 }, parameters: { value: 100 } },
    });
    const known = columns.map(({ id }) => id);
    for (const row of rows) for (const id of Object.keys(row.cells)) expect(known).toContain(id);
  });

  test("reads losses, failures and rates out, and warns where rates are not tuned", () => {
    const reading = readingOf(summarize({ units }), false).join(" ");
    expect(reading).toContain("Higher at the end: Mix-LN 1/4 (+0.100).");
    expect(reading).toContain("After a fifth of the steps, lower: Mix-LN 1/4 (\u22120.400).");
    expect(reading).toContain("Failed at its own rate: Post-LN (1 of 3 seeds).");
    expect(reading).toContain("0.04 for Mix-LN 1/4; 0.02 for Pre-LN; none of those tried for Post-LN.");
    expect(reading).toContain("less time than with Pre-LN for Post-LN (90 %).");
    expect(readingOf(summarize({ units }), true)[0]).toBe(untunedSentence);
    expect(untuned).toBe(bakeoff.untuned);
  });

  test("draws what there is, also while some units are missing", () => {
    expect(bakeoff.report({ units }).figures.map(({ name }) => name)).toEqual([
      ...["Loss minus that of Pre-LN", "Variance by block", "Gradient by block", "Cost of removal"],
      "Rates that are too high",
    ]);
    for (let some = 0; some < units.length; some++)
      expect(() => bakeoff.report({ units: units.slice(0, some) })).not.toThrow();
    expect(() => bakeoff.report({ units: units.slice(-3) })).not.toThrow();
  });

  test("of nothing is empty", () => {
    const { rows, choice, figures, reading } = bakeoff.report({ units: [] });
    expect([rows, choice, figures, reading]).toEqual([[], null, [], []]);
  });
});
