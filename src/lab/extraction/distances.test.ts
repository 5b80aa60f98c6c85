import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { assign } from "./assignment.ts";
import { indelRatio, levenshtein, within } from "./distances.ts";
import { pythonFloat, pythonNumber } from "./python.ts";

// What scipy and the Python package Levenshtein give; golden/extraction.py made it.
const golden = JSON.parse(readFileSync(new URL("golden/extraction.json", import.meta.url), "utf8")) as {
  distances: [a: string, b: string, distance: number, ratio: number][];
  assignments: { costs: number[][]; total: number }[];
};

describe("distances", () => {
  test("are those of the Python package, whose ratio counts no substitutions", () => {
    for (const [a, b, distance, ratio] of golden.distances) {
      expect(levenshtein(a, b)).toBe(distance);
      expect(indelRatio(a, b)).toBeCloseTo(ratio, 12);
    }
    expect([levenshtein("kitten", "sitting"), indelRatio("", "")]).toEqual([3, 1]);
    expect(indelRatio("kitten", "sitting")).toBeCloseTo(0.615385, 6);
  });

  test("are within a limit exactly where they are no larger", () => {
    for (const [a, b, distance] of golden.distances)
      for (let limit = 0; limit < 8; limit++) expect(within(a, b, limit)).toBe(distance <= limit);
  });
});

describe("an assignment", () => {
  test("costs as little as scipy's", () => {
    for (const { costs, total } of golden.assignments) {
      const pairs = assign(costs);
      expect(pairs.reduce((sum, [row, column]) => sum + costs[row][column], 0)).toBeCloseTo(total, 9);
      expect(pairs).toHaveLength(Math.min(costs.length, costs[0].length));
      for (const side of [0, 1]) expect(new Set(pairs.map((pair) => pair[side])).size).toBe(pairs.length);
    }
  });

  test("costs no more than any permutation", () => {
    const stream = random(4).stream("costs");
    for (let round = 0; round < 20; round++) {
      const costs = Array.from({ length: 6 }, () => Array.from(stream.uniform(6)));
      const least = assign(costs).reduce((sum, [row, column]) => sum + costs[row][column], 0);
      const others = Array.from({ length: 50 }, () => {
        const order = stream.permutation(6);
        return costs.reduce((sum, row, at) => sum + row[order[at]], 0);
      });
      expect(least).toBeLessThanOrEqual(Math.min(...others) + 1e-12);
    }
    expect([assign([]), assign([[]])]).toEqual([[], []]);
  });
});

describe("numbers of Python", () => {
  test.each([
    ["1_000", 1000],
    [" 12 ", 12],
    ["１２．5", null],
    ["１２", 12],
    [".5", 0.5],
    ["1.", 1],
    ["1e3", 1000],
    ["-inf", -Infinity],
    ["nan", NaN],
    ["", null],
    ["0x10", null],
    ["1__0", null],
    ["1,200", null],
    ["12%", null],
  ])("%j reads as %s", (text, expected) => expect(pythonNumber(text)).toBe(expected));

  test("are printed as repr has them", () =>
    expect([2, 0.1, 1e16, 1e-5, 123456.789, -0, Infinity, NaN].map(pythonFloat)).toEqual([
      "2.0",
      "0.1",
      "1e+16",
      "1e-05",
      "123456.789",
      "-0.0",
      "inf",
      "nan",
    ]));
});
