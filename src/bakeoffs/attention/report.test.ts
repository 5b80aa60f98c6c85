import { describe, expect, test } from "vitest";
import type { UnitResult } from "../bakeoff.ts";
import { allArms } from "./arms.ts";
import bakeoff from "./bakeoff.ts";
import { choiceOf } from "./choice.ts";
import { untuned } from "./rates.ts";
import { readingOf, untunedSentence } from "./reading.ts";
import type { AttentionRow } from "./rows.ts";
import { summarize } from "./summary.ts";

interface Given {
  readonly losses: readonly number[];
  /** Percent right on each task. */
  readonly backcopy?: number;
  readonly retrieval?: number;
  /** Of softmax's time, at 64 and at 2048 tokens. */
  readonly times?: readonly [number, number];
}

const look = { entropy: [1, 2], first: [0.25, 0.5], largest: 3 };

function unitsOf(given: Readonly<Record<string, Given>>): UnitResult[] {
  const rows: AttentionRow[] = Object.entries(given).flatMap(([arm, { losses, backcopy, retrieval }]) =>
    losses.flatMap((loss, index): AttentionRow[] => {
      const about = { arm, seed: index + 1, steps: 10, learningRate: 0.01, diverged: null };
      const byKeys = [7, 1].map((keys) => ({ keys, accuracy: retrieval ?? null }));
      return [
        { kind: "text", ...about, loss, curve: [[10, loss]], parameters: 100, look },
        { kind: "backcopy", ...about, loss, accuracy: backcopy ?? null, look },
        { kind: "retrieval", ...about, accuracy: retrieval ?? null, byKeys },
      ];
    }),
  );
  const timeAt = (at: 0 | 1) =>
    Object.fromEntries(
      Object.entries(given).flatMap(([arm, { times }]) => {
        if (!times) return [];
        const median = times[at];
        return [[arm, { milliseconds: 10 * median, ratio: { median, interval: [median, median] as const } }]];
      }),
    );
  rows.push(
    ...([64, 2048] as const).map((length, at): AttentionRow => {
      return { kind: "layer time", length, arms: timeAt(at as 0 | 1), noise: 2 };
    }),
    {
      ...{ kind: "memory", lengths: [64, 2048] },
      arms: Object.fromEntries(
        allArms.map((arm) => [arm.name, { kept: [1, 2], cache: [1, arm.chunked ? 4000 : 1_000_000] }]),
      ),
    },
  );
  return rows.map((row, at) => ({ key: `unit/${at}`, finishedAt: "", seconds: 1, row: { ...row } }));
}

const three = (loss: number) => [loss, loss + 0.01, loss - 0.01];
const softmax: Given = { losses: three(2), backcopy: 99, retrieval: 80, times: [1, 1] };

describe("a choice", () => {
  const of = (given: Readonly<Record<string, Given>>) => choiceOf(summarize({ units: unitsOf(given) }), false);

  test("is the lowest loss among those in linear time that are faster than softmax with the longest text", () => {
    const { question, answer, rows } = of({
      softmax,
      "gated softmax": { losses: three(1.9), times: [1.1, 1.1] },
      "linear, ReLU": { losses: three(2.3), backcopy: 60, retrieval: 79, times: [1.5, 0.2] },
      retention: { losses: three(2.1), backcopy: 99, retrieval: 60, times: [1.6, 0.3] },
    })!;
    expect(question).toBe("Long texts: which attention?");
    expect(answer[0]).toContain("Retention. With 2048 tokens its layer takes 30 % of the time of softmax's");
    expect(answer[0]).toContain("less from 2048 tokens on, and to go on writing it keeps 4.0 kB");
    expect(answer[0]).toContain("higher than softmax's (+0.100 nats per character");
    expect(answer[1]).toBe("Of those whose time grows with the length alone, none ends as low as softmax.");
    expect(answer[2]).toBe("What it is worse at: looking as sharply as asked (60 % right against 80 %).");
    expect(answer.at(-1)).toContain("gated softmax (\u22120.100)");
    expect(rows).toEqual(["gated", "softmax", "retention", "relu"]);
  });

  test("is softmax where nothing is faster beyond the noise", () => {
    const { answer } = of({ softmax, retention: { losses: three(2), times: [1, 0.99] } })!;
    expect(answer[0]).toContain("Softmax: with 2048 tokens none whose time grows with the length alone takes less");
  });

  test("says so where one that is faster ends as low", () => {
    const { answer } = of({
      softmax,
      retention: { losses: [2, 2.02, 1.98], backcopy: 99, retrieval: 80, times: [1, 0.5] },
      "linear, ReLU": { losses: three(2.5), times: [1, 0.5] },
      // Fast here, but as the square of the length.
      sigmoid: { losses: three(1.5), times: [0.5, 0.5] },
    })!;
    expect(answer[0]).toContain("no different from softmax's beyond the spread");
    expect(answer[1]).toBe("As low as softmax, of those whose time grows with the length alone: retention.");
  });

  test("is not made from one seed, without softmax, or before rates are tuned", () => {
    expect(of({ softmax: { ...softmax, losses: [2] }, retention: { losses: [2], times: [1, 0.5] } })).toBeNull();
    expect(of({ retention: { losses: three(2), times: [1, 0.5] } })).toBeNull();
    expect(choiceOf(summarize({ units: unitsOf({ softmax }) }), true)).toBeNull();
  });
});

describe("a report", () => {
  const units = unitsOf({ softmax, retention: { losses: three(2.1), backcopy: 50, retrieval: 60, times: [1.5, 0.5] } });

  test("has a cell for what was measured, with its units", () => {
    const { rows, columns } = bakeoff.report({ units });
    const [first, second] = rows;
    expect(first.cells.difference).toBeUndefined();
    expect(second.cells).toMatchObject({
      ...{ difference: { words: "worse" }, time: { value: 0.5 }, fasterFrom: { value: 2048 } },
      ...{ cache: { value: 4 }, backcopy: { value: 50 }, entropy: { value: 1.5 }, first: { value: 0.25 } },
    });
    const known = columns.map(({ id }) => id);
    for (const id of Object.keys(second.cells)) expect(known).toContain(id);
  });

  test("reads the lengths and the tasks out, and warns where rates are not tuned", () => {
    const reading = readingOf(summarize({ units }), false).join(" ");
    expect(reading).toContain("retention (from 2048 tokens on; 50 % of the time at 2048)");
    expect(reading).toContain("softmax (99 %) and retention (50 %)");
    expect(readingOf(summarize({ units }), true)[0]).toBe(untunedSentence);
    expect(untuned).toBe(bakeoff.untuned);
  });

  test("draws what there is, also while some units are missing", () => {
    expect(bakeoff.report({ units }).figures.map(({ name }) => name)).toHaveLength(7);
    for (let some = 0; some < units.length; some++)
      expect(() => bakeoff.report({ units: units.slice(0, some) })).not.toThrow();
    expect(() => bakeoff.report({ units: units.slice(-3) })).not.toThrow();
  });

  test("of nothing is empty", () => {
    const { rows, choice, figures, reading } = bakeoff.report({ units: [] });
    expect([rows, choice, figures, reading]).toEqual([[], null, [], []]);
  });
});
