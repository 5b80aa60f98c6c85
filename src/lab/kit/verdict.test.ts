import { describe, expect, test } from "vitest";
import type { Claim } from "./claim.ts";
import { agrees, judge } from "./verdict.ts";

const ratio: Claim = {
  statement: "halves the loss",
  better: "lower",
  unit: "ratio",
  neutral: 1,
  stated: 0.5,
  kind: "quality",
  scale: "reduced",
  counts: 0.1,
};
const saved: Claim = {
  statement: "saves memory",
  better: "higher",
  unit: "%",
  stated: [1, 10],
  kind: "memory",
  scale: "reduced",
  counts: 0.3,
};
const same: Claim = {
  statement: "changes nothing",
  better: "equal",
  unit: "nats",
  stated: 0,
  tolerance: 0.1,
  kind: "equivalence",
  scale: "reduced",
};
const faster: Claim = {
  statement: "saves time",
  better: "higher",
  unit: "%",
  compares: "saved",
  stated: null,
  kind: "speed",
  scale: "reduced",
  counts: 2,
};

const sampled = (...values: (number | null)[]) =>
  values.map((value, index) => ({ value, exact: false, seed: index + 1 }));
const exactly = (value: number | null) => [{ value, exact: true, seed: 1 }];

describe("a claim with a direction", () => {
  test("absent: the whole interval lies nearer to no effect than counts, on whichever side", () => {
    expect(judge(ratio, sampled(0.97, 0.98, 0.975)).verdict).toBe("absent");
    expect(judge(ratio, sampled(1.02, 1.03, 1.025)).verdict).toBe("absent");
    expect(judge(saved, exactly(0)).verdict).toBe("absent");
    expect(judge(saved, exactly(0.3)).verdict).not.toBe("absent");
  });
  test("matches: on the claimed side, and the effect is between half and twice the stated one", () => {
    expect(judge(ratio, sampled(0.5, 0.52, 0.48)).verdict).toBe("matches");
    expect(judge({ ...saved, stated: 10 }, sampled(5.1, 5.2, 5)).verdict).toBe("matches");
    expect(judge({ ...saved, stated: 10 }, sampled(19, 19.1, 18.9)).verdict).toBe("matches");
  });
  test("half and twice a stated ratio are found on the logarithm: a quarter is twice a half", () => {
    expect(judge(ratio, sampled(0.26, 0.26, 0.26)).verdict).toBe("matches");
    expect(judge(ratio, sampled(0.24, 0.24, 0.24)).verdict).toBe("holds");
    expect(judge(ratio, sampled(0.74, 0.74, 0.74)).verdict).toBe("holds");
  });
  test("holds, and does not match, while the interval leaves room for less than a quarter or more than four times", () => {
    const claim: Claim = { ...saved, stated: 10, counts: 1 };
    expect(judge(claim, sampled(9, 10, 11)).verdict).toBe("matches");
    expect(judge(claim, sampled(6.5, 10, 13.5)).verdict).toBe("holds");
  });
  test("holds: on the claimed side, but of another size", () => {
    expect(judge({ ...ratio, stated: 0.9, counts: 0.03 }, sampled(0.5, 0.52, 0.48)).verdict).toBe("holds");
  });
  test("holds: on the claimed side of a claim without a stated value", () => {
    expect(judge({ ...ratio, stated: null }, sampled(0.5, 0.52, 0.48)).verdict).toBe("holds");
  });
  test("inconclusive: the interval contains no effect, however good the mean looks", () => {
    expect(judge(ratio, sampled(0.2, 1.3, 0.4)).verdict).toBe("inconclusive");
  });
  test("contradicted: the wrong direction, beyond noise and by more than counts", () => {
    expect(judge(ratio, sampled(1.5, 1.52, 1.48)).verdict).toBe("contradicted");
    expect(judge(saved, sampled(-5, -6, -5.5)).verdict).toBe("contradicted");
  });
  test("a stated range matches from half its low to twice its high end", () => {
    expect(judge(saved, sampled(0.6, 0.6, 0.6)).verdict).toBe("matches");
    expect(judge(saved, sampled(19, 19.1, 18.9)).verdict).toBe("matches");
    expect(judge(saved, sampled(0.4, 0.4, 0.4)).verdict).toBe("holds");
    expect(judge(saved, sampled(25, 25.1, 24.9)).verdict).toBe("holds");
  });
});

describe("an inconclusive claim", () => {
  test("says which effect could have been seen: half the width of its interval", () => {
    const { verdict, visible, interval } = judge(saved, sampled(-1, 0, 1));
    expect(verdict).toBe("inconclusive");
    expect(visible).toBeCloseTo(2.484, 3);
    expect(visible).toBeCloseTo((interval![1] - interval![0]) / 2, 9);
  });
  test("says how many seeds would decide: with so many of this spread it is decided, with one fewer it is not", () => {
    const { seedsToDecide } = judge(saved, sampled(-1, 0, 1));
    const spreadOut = (count: number) => {
      // So many values of mean 0 and standard deviation 1.
      const size = Math.sqrt((count - 1) / (count - (count % 2)));
      return sampled(
        ...Array.from({ length: count }, (_, at) => (at === count - (count % 2) ? 0 : at % 2 ? size : -size)),
      );
    };
    expect(judge(saved, spreadOut(seedsToDecide!)).verdict).toBe("absent");
    expect(judge(saved, spreadOut(seedsToDecide! - 1)).verdict).toBe("inconclusive");
  });
  test("says nothing of the kind once it is decided", () => {
    expect(judge(ratio, sampled(0.5, 0.52, 0.48))).toMatchObject({ visible: null, seedsToDecide: null, doubt: null });
  });
});

describe("time", () => {
  const timed = (...pairs: [value: number, twin: number][]) =>
    pairs.map(([value, twin], index) => ({ value, twin, exact: false, seed: index + 1 }));

  test("is measured from the baseline's own copy in the same run, not from the baseline", () => {
    const claim: Claim = { ...faster, compares: "difference" };
    expect(judge(claim, timed([10, 2], [11, 3], [9, 1])).mean).toBeCloseTo(8);
    expect(judge(claim, timed([10, 2], [11, 3], [9, 1]))).toMatchObject({ verdict: "holds", floor: 2 });
  });
  test("as a percentage saved is compared as a ratio of times: 20 % beside a twin that saves 10 % is a ratio of 8 to 9", () => {
    expect(judge(faster, timed([20, 10], [20.1, 10.1], [19.9, 9.9])).mean).toBeCloseTo(100 / 9, 1);
  });
  test("that differs no more than the twin does is no effect, however steady it is", () => {
    expect(judge(faster, timed([8, 4.5], [8.01, 4.5], [7.99, 4.5]))).toMatchObject({
      verdict: "inconclusive",
      doubt: "within the floor",
      seedsToDecide: null,
    });
  });
  test("that differs by less than counts is absent, floor or not", () => {
    expect(judge(faster, timed([5, 4.5], [5.01, 4.5], [4.99, 4.5])).verdict).toBe("absent");
  });
  test("without a twin has no verdict but inconclusive; counted work needs none", () => {
    expect(judge(faster, sampled(20, 20.1, 19.9))).toMatchObject({ verdict: "inconclusive", doubt: "no twin" });
    expect(judge({ ...faster, kind: "efficiency" }, sampled(20, 20.1, 19.9)).verdict).toBe("holds");
  });
});

describe("values that compare by a ratio", () => {
  test("have the geometric mean, and an interval that is as far from it by factors on both sides", () => {
    const { mean, interval } = judge(ratio, sampled(0.25, 0.5, 1));
    expect(mean).toBeCloseTo(0.5);
    expect(interval![0] * interval![1]).toBeCloseTo(0.25);
  });
  test("that are not positive have no place on it: the seed counts as diverged", () => {
    expect(judge(ratio, sampled(0.5, 0.5, 0))).toMatchObject({ verdict: "inconclusive", diverged: 1 });
  });
});

describe("a claim of equality", () => {
  test("matches when the whole interval lies within the tolerance", () => {
    expect(judge(same, sampled(0.01, -0.02, 0.005)).verdict).toBe("matches");
    expect(judge({ ...same, stated: null }, sampled(0.01, -0.02, 0.005)).verdict).toBe("holds");
  });
  test("is contradicted when the whole interval lies outside", () => {
    expect(judge(same, sampled(0.5, 0.51, 0.49)).verdict).toBe("contradicted");
    expect(judge(same, sampled(-0.5, -0.51, -0.49)).verdict).toBe("contradicted");
  });
  test("is inconclusive when the interval straddles the edge of the band", () => {
    expect(judge(same, sampled(0.05, 0.12, 0.1)).verdict).toBe("inconclusive");
  });
  test("without a tolerance only the very value counts", () => {
    const identical: Claim = { ...same, tolerance: undefined };
    expect(judge(identical, exactly(0)).verdict).toBe("matches");
    expect(judge(identical, exactly(1e-9)).verdict).toBe("contradicted");
  });
});

describe("what counts as evidence", () => {
  test("nothing measured has no verdict", () => {
    expect(judge(ratio, [])).toMatchObject({ verdict: null, mean: null, seeds: 0 });
  });
  test("a single sampled seed has a number but no verdict", () => {
    expect(judge(ratio, sampled(0.5))).toMatchObject({ verdict: null, mean: 0.5, interval: null, seeds: 1 });
  });
  test("repeating one seed does not buy a verdict", () => {
    const repeated = [0.5, 0.51, 0.49].map((value) => ({ value, exact: false, seed: 7 }));
    expect(judge(ratio, repeated)).toMatchObject({ verdict: null, mean: 0.5, seeds: 1 });
  });
  test("an exact value needs no second seed", () => {
    expect(judge(ratio, exactly(0.5))).toMatchObject({
      verdict: "matches",
      interval: [0.5, 0.5],
      exact: true,
    });
  });
  test("exact and sampled values together are judged as sampled", () => {
    expect(judge(ratio, [...exactly(0.5), ...sampled(0.5)])).toMatchObject({ verdict: null, exact: false });
  });
  test("one seed that diverged makes the claim inconclusive and is counted", () => {
    expect(judge(ratio, sampled(0.5, 0.5, null))).toMatchObject({
      verdict: "inconclusive",
      diverged: 1,
      seeds: 3,
      mean: 0.5,
      doubt: "diverged",
    });
    expect(judge(ratio, sampled(null, null))).toMatchObject({ verdict: "inconclusive", diverged: 2, mean: null });
  });
  test("the interval is Student's t: three values 1, 2, 3 give 2 ± 2.484", () => {
    const { interval } = judge(same, sampled(1, 2, 3));
    expect(interval![0]).toBeCloseTo(2 - 2.4843, 3);
    expect(interval![1]).toBeCloseTo(2 + 2.4843, 3);
  });
});

describe("a claim beyond this scale", () => {
  test("has the verdict beyond, whatever was measured", () => {
    const far: Claim = { ...ratio, outOfScope: { why: "needs 7 B parameters" } };
    expect(judge(far, []).verdict).toBe("beyond");
    expect(judge(far, sampled(0.5, 0.5, 0.5)).verdict).toBe("beyond");
  });
  test("its proxy is judged by the same rule and labelled", () => {
    const proxied: Claim = { ...ratio, outOfScope: { why: "needs 7 B parameters", proxy: "0.2 M parameters" } };
    expect(judge(proxied, sampled(0.5, 0.52, 0.48))).toMatchObject({ verdict: "matches", proxy: true });
    expect(judge(proxied, [])).toMatchObject({ verdict: null, proxy: true });
  });
});

describe("one more run beside the ledger", () => {
  const ledger = judge(saved, sampled(4, 5, 6, 5));
  test("agrees when it lies where one more seed is expected, which is wider than the interval of the mean", () => {
    // t 3.182, standard deviation 0.816: 5 ± 1.299 for the mean, 5 ± 2.905 for one more.
    expect(ledger.interval![1]).toBeCloseTo(6.299, 3);
    expect(ledger.prediction![1]).toBeCloseTo(7.905, 3);
    expect(agrees(ledger, 7.8, saved)).toBe(true);
    expect(agrees(ledger, 8, saved)).toBe(false);
  });
  test("does not agree for having the same sign alone", () => {
    expect(agrees(ledger, 40, saved)).toBe(false);
  });
  test("for an equality that holds, agrees wherever it holds too", () => {
    const inside = judge(same, sampled(1e-7, 2e-7, 1.5e-7));
    expect(agrees(inside, 0.05, same)).toBe(true);
    expect(agrees(inside, 0.5, same)).toBe(false);
  });
  test("of an exact number, agrees when it gets the same verdict", () => {
    expect(agrees(judge(ratio, exactly(0.5)), 0.51, ratio)).toBe(true);
    expect(agrees(judge(ratio, exactly(0.5)), 1.5, ratio)).toBe(false);
  });
  test("says nothing without an interval or without a value", () => {
    expect(agrees(judge(ratio, sampled(0.5)), 0.5, ratio)).toBeNull();
    expect(agrees(ledger, null, ratio)).toBeNull();
  });
});
