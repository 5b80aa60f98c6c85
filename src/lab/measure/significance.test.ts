/** Against scipy's numbers: golden/statistics.py made golden/statistics.json. */
import { describe, expect, test } from "vitest";
import golden from "./golden/statistics.json";
import { bootstrap, pairedRandomization, wilcoxon } from "./significance.ts";
import { median, pearson, ranks, spearman } from "./statistics.ts";

test.each(golden.correlations)("Pearson's, Spearman's and the ranks of pairs are scipy's", (pairs) => {
  expect(pearson(pairs.a, pairs.b)).toBeCloseTo(pairs.pearson, 12);
  expect(spearman(pairs.a, pairs.b)).toBeCloseTo(pairs.spearman, 12);
  expect(ranks(pairs.a)).toEqual(pairs.ranks);
});

describe("Wilcoxon's signed ranks", () => {
  test.each(golden.wilcoxon)("are scipy's, counted or by the normal distribution", ({ differences, ...expected }) => {
    const found = wilcoxon(differences);
    expect(found.statistic).toBeCloseTo(expected.statistic, 10);
    expect(found.pValue / expected.pValue).toBeCloseTo(1, 9);
  });
  test("leave out differences of zero, and need one that is not", () => {
    expect(wilcoxon([0, 1, 2, 3]).statistic).toBe(0);
    expect(() => wilcoxon([0, 0])).toThrow("needs a difference that is not zero");
  });
});

describe("signs at random", () => {
  test.each(golden.randomization)("give scipy's p where all ways are counted", ({ differences, ...expected }) => {
    const found = pairedRandomization(differences);
    expect(found.statistic).toBeCloseTo(expected.statistic, 12);
    expect(found.pValue).toBeCloseTo(expected.pValue, 10);
  });
  test("give nearly the same p where they are drawn", () => {
    const { differences, pValue } = golden.randomization[1];
    expect(pairedRandomization(differences, { resamples: 1_000 }).pValue).toBeCloseTo(pValue, 1);
  });
});

test.each(golden.bootstrap)(
  "the bootstrap's percentile interval is scipy's, up to its drawing",
  ({ sample, ...expected }) => {
    for (const [name, statistic] of [
      ["mean", undefined],
      ["median", median],
    ] as const) {
      const { interval } = bootstrap(sample, statistic, { resamples: 10_000 });
      const width = expected[name][1] - expected[name][0];
      for (const end of [0, 1]) expect(Math.abs(interval[end] - expected[name][end])).toBeLessThan(0.05 * width);
    }
  },
);
