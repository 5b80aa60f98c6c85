import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import tuning from "./tuning.json";

const lines = readFileSync(join(import.meta.dirname, "../README.md"), "utf8").split("\n");
const cellsOf = (first: string): string[] => {
  const row = lines.find((line) => line.startsWith(`| ${first} `));
  return row?.split("|").map((cell) => cell.trim()) ?? [];
};

describe("the README's learning rates are those of the tuning run", () => {
  test.each([...new Set(tuning.map(({ learningRate }) => learningRate))])("%s", (learningRate) => {
    const row = tuning
      .filter((entry) => entry.learningRate === learningRate)
      .map(({ validation }) => validation.toFixed(3));
    expect(cellsOf(String(learningRate)).slice(2, 6)).toEqual(row);
  });
  test("the chosen one is the best for both cells at both lengths", () => {
    for (const { preset, arm } of tuning) {
      const column = tuning.filter((entry) => entry.preset === preset && entry.arm === arm);
      const best = column.reduce((a, b) => (b.validation < a.validation ? b : a));
      expect(best.learningRate).toBe(0.01);
    }
  });
});
