import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { averagePrecision, ndcgAt, openRanker, pairedGain, rankAmong, recallAt, reciprocalRank } from "./retrieval.ts";

describe("measures of ranks", () => {
  const ranks = [1, 2, 4, 11];
  test("by hand", () => {
    expect([recallAt(ranks, 1), recallAt(ranks, 10)]).toEqual([0.25, 0.75]);
    expect(reciprocalRank(ranks)).toBeCloseTo((1 + 1 / 2 + 1 / 4 + 1 / 11) / 4, 12);
    expect(reciprocalRank(ranks, 10)).toBeCloseTo(1.75 / 4, 12);
    expect(ndcgAt(ranks, 10)).toBeCloseTo((1 + 1 / Math.log2(3) + 1 / Math.log2(5)) / 4, 12);
  });
  test("a rank counts ties against the answer", () => {
    expect([0, 1, 2].map((answer) => rankAmong([0.9, 0.5, 0.1], answer))).toEqual([1, 2, 3]);
    expect(rankAmong([1, 2, 1], 0)).toBe(3);
  });
  test("average precision by hand; ties are one place", () => {
    expect(averagePrecision([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0])).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(averagePrecision([0.6, 0.7, 0.8, 0.9], [1, 0, 1, 0])).toBeCloseTo((1 / 2 + 2 / 4) / 2, 12);
    expect(averagePrecision([0, 0, 0, 0], [1, 0, 0, 0])).toBe(0.25);
  });
  test("a gain is paired by query, with an interval over queries", () => {
    const better = Array.from({ length: 200 }, (_, at) => 1 + (at % 20));
    const worse = better.map((rank) => rank + 3);
    const { value, interval } = pairedGain(better, worse, (rank) => 1 / rank);
    expect(interval[0]).toBeGreaterThan(0);
    expect(value).toBeGreaterThan(interval[0]);
    expect(pairedGain(better, better, (rank) => 1 / rank)).toEqual({ value: 0, interval: [0, 0] });
    expect(() => pairedGain([1], [1, 2], (rank) => rank)).toThrow("1 and 2 queries are not the same");
  });
});

test("the ranker counts candidates that are at least as near, by the numbers that are asked for", async () => {
  const [queries, candidates, width] = [260, 40, 8];
  const stream = random(1).stream("vectors");
  const [a, b] = [stream.normal(queries * width), stream.normal(candidates * width)];
  b.copyWithin(0, width, 2 * width); // the first two are the same: a tie
  const answers = Array.from({ length: queries }, (_, at) => at % candidates);
  const ranker = await openRanker({ candidates, width }, { threads: 1 });
  for (const size of [width, 3]) {
    const cosine = (q: number, c: number) => {
      const [x, y] = [a.subarray(q * width, q * width + size), b.subarray(c * width, c * width + size)];
      const length = (v: Float32Array) => Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
      return x.reduce((sum, value, at) => sum + value * y[at], 0) / length(x) / length(y);
    };
    const wanted = answers.map((answer, q) => {
      const own = cosine(q, answer);
      return Array.from({ length: candidates }, (_, c) => cosine(q, c)).filter((other) => other >= own - 1e-7).length;
    });
    expect(await ranker.rank(a, b, answers, size)).toEqual(wanted);
  }
  await ranker.release();
});
