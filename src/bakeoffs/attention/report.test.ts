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
  /** null: diverged. */
  readonly losses: readonly (number | null)[];
  readonly parameters?: number;
  /** Percent right on each task. */
  readonly backcopy?: number;
  readonly retrieval?: number;
  /** Of softmax's time, at 64 and at 2048 tokens. */
  readonly times?: readonly [number, number];
}

const look = { entropy: [1, 2], first: [0.25, 0.5], largest: 3 };

function unitsOf(given: Readonly<Record<string, Given>>): UnitResult[] {
  const rows: AttentionRow[] = Object.entries(given).flatMap(
    ([arm, { losses, parameters = 100, backcopy, retrieval }]) =>
      losses.flatMap((loss, index): AttentionRow[] => {
        const about = { arm, seed: index + 1, steps: 10, learningRate: 0.01, diverged: null };
        const byKeys = [7, 1].map((keys) => ({ keys, accuracy: retrieval ?? null }));
        return [
          { kind: "text", ...about, loss, curve: [[10, loss]], parameters, look },
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
    expect(answer[1]).toBe("All that are as fast end higher than softmax.");
    expect(answer[2]).toBe("What it is worse at: looking as sharply as asked (60.0 % right against 80.0 %).");
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
    expect(answer[0]).toContain("not told apart from softmax's");
    expect(answer[1]).toBe("Not higher than softmax beyond the spread, of those that are as fast: retention.");
  });

  test("names those that other seeds might have put first", () => {
    const { answer } = of({
      softmax,
      retention: { losses: [2.1, 2.11, 2.12], times: [1, 0.5] },
      "linear, ReLU": { losses: [2.11, 2.1, 2.13], times: [1, 0.5] },
      "linear, focused": { losses: [2.2, 2.21, 2.22], times: [1, 0.5] },
    })!;
    expect(answer[0]).toContain("Retention.");
    expect(answer[1]).toBe("Over 3 seeds its loss is not told apart from that of linear ReLU.");
  });

  test("says where what is faster diverged, and is not made where softmax did", () => {
    const retention: Given = { losses: [2, null, 2.1], times: [1, 0.5] };
    const { answer } = of({ softmax, retention })!;
    expect(answer[0]).toContain("Softmax: of those whose time grows with the length alone, what takes less");
    expect(answer[1]).toBe("Diverged on text: retention.");
    expect(of({ softmax: { ...softmax, losses: [2, null, 2] }, retention })).toBeNull();
  });

  test("counts the seeds that all arms have, while a run is on its way", () => {
    const retention: Given = { losses: [2.2], times: [1, 0.5] };
    expect(of({ softmax, retention })).toBeNull();
    const { answer } = of({ softmax, retention: { ...retention, losses: [2.2, 2.2] } })!;
    expect(answer.at(-1)).toContain("over 2 seeds");
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
    expect(reading).toContain("softmax is right in 99.0 % of cases. Fewer beyond the spread: retention (50.0 %).");
    expect(readingOf(summarize({ units }), true)[0]).toBe(untunedSentence);
    expect(untuned).toBe(bakeoff.untuned);
  });

  test("says what is left of a gate beside a softmax of as many parameters", () => {
    const gated: Given = { losses: three(1.9), parameters: 108 };
    const wider: Given = { losses: [1.93, 1.96, 1.92], parameters: 108 };
    const given = { softmax, "softmax, wider": wider, "gated softmax": gated, sigmoid: { losses: three(2.2) } };
    const summary = summarize({ units: unitsOf(given) });
    expect(summary.arms.flatMap(({ name, matched }) => (matched ? [name] : []))).toEqual(["gated softmax"]);
    expect(readingOf(summary, false).join(" ")).toContain(
      "Gated softmax has 8 % more parameters than softmax; minus a softmax of as many its loss is \u22120.037, lower beyond the spread.",
    );
    const [, , { cells }] = bakeoff.report({ units: unitsOf(given) }).rows;
    expect(cells.matched).toMatchObject({ words: "better" });
  });

  test("tells no arms apart where all are alike", () => {
    const alike: Given = { losses: three(2), backcopy: 99, retrieval: 80, times: [1, 1] };
    const reading = readingOf(
      summarize({ units: unitsOf({ softmax: alike, sigmoid: alike, retention: alike }) }),
      false,
    );
    const text = reading.join(" ");
    expect(reading[0]).toContain("Loss not told apart from softmax's over 3 seeds");
    expect(text).toContain("With 2048 tokens no layer takes less time");
    expect(text).toContain("Not told apart from it: sigmoid (99.0 %) and retention (99.0 %).");
    expect(text).toContain("entropy in nats: no two arms are told apart (1.50 to 1.50).");
    expect(text).not.toMatch(/beyond the spread:|takes more|most with softmax \(3/u);
  });

  test("names what diverged, and says nothing of others where softmax did", () => {
    const broken: Given = { losses: [2, null, 2], backcopy: 99, retrieval: 80, times: [1, 1] };
    const sigmoid: Given = { losses: three(2), backcopy: 99, retrieval: 80, times: [1, 1] };
    const reading = (given: Readonly<Record<string, Given>>) => readingOf(summarize({ units: unitsOf(given) }), false);
    expect(reading({ softmax, sigmoid: broken })[0]).toBe("Diverged on text: sigmoid (1 of 3 seeds).");
    expect(reading({ softmax: broken, sigmoid })[0]).toBe("Diverged on text: softmax (1 of 3 seeds).");
    expect(bakeoff.report({ units: unitsOf({ softmax: broken, sigmoid }) }).rows[1].cells.difference).toBeUndefined();
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
