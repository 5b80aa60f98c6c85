import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judge, type Claim, type Measurement } from "../kit/index.ts";
import experiment from "./experiment.ts";
import paper from "./paper.ts";
import results from "./results.json";
import tuning from "./tuning.json";

const lines = readFileSync(join(import.meta.dirname, "README.md"), "utf8").split("\n");
const cellsOf = (first: string): string[] => {
  const row = lines.find((line) => line.startsWith(`| ${first} `));
  return row?.split("|").map((cell) => cell.trim().replaceAll("**", "")) ?? [];
};
const measurements = results.runs.flatMap((run) => run.measurements as Measurement[]);

/** Three digits; what is only rounding is said by its order. */
const shown = (value: number) =>
  value === 0 ? "0" : Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toPrecision(3);

describe("the README's numbers are those of the committed run", () => {
  test.each(experiment.measures)("%s", (id) => {
    const claim: Claim = paper.claims[id];
    const { mean, interval, verdict } = judge(
      claim,
      measurements.filter((measurement) => measurement.claim === id),
    );
    expect(cellsOf(id).slice(2, 5)).toEqual([shown(mean!), interval!.map(shown).join(" to "), verdict]);
  });
});

describe("the README's learning rates are those of the tuning run", () => {
  test.each([...new Set(tuning.map(({ rate }) => rate))])("%s", (rate) => {
    const row = tuning.filter((entry) => entry.rate === rate).map(({ validation }) => validation.toFixed(3));
    expect(cellsOf(String(rate)).slice(2, 6)).toEqual(row);
  });
  test("the chosen one is the best for both cells at both lengths", () => {
    for (const { preset, arm } of tuning) {
      const column = tuning.filter((entry) => entry.preset === preset && entry.arm === arm);
      const best = column.reduce((a, b) => (b.validation < a.validation ? b : a));
      expect(best.rate).toBe(0.01);
    }
  });
});
