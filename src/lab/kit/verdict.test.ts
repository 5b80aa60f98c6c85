import { describe, expect, test } from "vitest";
import type { Claim } from "./claim.ts";
import { agrees, judge } from "./verdict.ts";

const ratio: Claim = {
  says: "halves the loss",
  better: "lower",
  unit: "ratio",
  neutral: 1,
  stated: 0.5,
  kind: "quality",
};
const saved: Claim = { says: "saves time", better: "higher", unit: "%", stated: [1, 10], kind: "speed" };
const same: Claim = {
  says: "changes nothing",
  better: "equal",
  unit: "nats",
  stated: 0,
  tolerance: 0.1,
  kind: "equivalence",
};

const sampled = (...values: (number | null)[]) =>
  values.map((value, index) => ({ value, exact: false, seed: index + 1 }));
const exactly = (value: number | null) => [{ value, exact: true, seed: 1 }];

describe("a claim with a direction", () => {
  test("matches: the interval is on the claimed side and the effect is between half and twice the stated one", () => {
    expect(judge(ratio, sampled(0.5, 0.52, 0.48)).verdict).toBe("matches");
    expect(judge(ratio, sampled(0.74, 0.74, 0.74)).verdict).toBe("matches");
  });
  test("holds: on the claimed side, but of another size", () => {
    expect(judge(ratio, sampled(0.9, 0.91, 0.89)).verdict).toBe("holds");
    expect(judge({ ...ratio, stated: 0.9 }, sampled(0.5, 0.52, 0.48)).verdict).toBe("holds");
  });
  test("holds: on the claimed side of a claim without a stated value", () => {
    expect(judge({ ...ratio, stated: null }, sampled(0.5, 0.52, 0.48)).verdict).toBe("holds");
  });
  test("inconclusive: the interval contains no effect, however good the mean looks", () => {
    expect(judge(ratio, sampled(0.2, 1.3, 0.4)).verdict).toBe("inconclusive");
  });
  test("contradicted: the wrong direction, beyond noise", () => {
    expect(judge(ratio, sampled(1.5, 1.52, 1.48)).verdict).toBe("contradicted");
    expect(judge(saved, sampled(-5, -6, -5.5)).verdict).toBe("contradicted");
  });
  test("a stated range matches from half its low to twice its high end", () => {
    expect(judge(saved, sampled(0.6, 0.6, 0.6)).verdict).toBe("matches");
    expect(judge(saved, sampled(19, 19.1, 18.9)).verdict).toBe("matches");
    expect(judge(saved, sampled(0.4, 0.4, 0.4)).verdict).toBe("holds");
    expect(judge(saved, sampled(25, 25.1, 24.9)).verdict).toBe("holds");
  });
  test("an effect of exactly nothing is inconclusive, not contradicted", () => {
    expect(judge(saved, exactly(0)).verdict).toBe("inconclusive");
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
    expect(judge(ratio, exactly(0.5))).toMatchObject({ verdict: "matches", interval: [0.5, 0.5], exact: true });
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
    });
    expect(judge(ratio, sampled(null, null))).toMatchObject({ verdict: "inconclusive", diverged: 2, mean: null });
  });
  test("the interval is Student's t: three values 1, 2, 3 give 2 ± 2.484", () => {
    const { interval } = judge(ratio, sampled(1, 2, 3));
    expect(interval![0]).toBeCloseTo(2 - 2.4843, 3);
    expect(interval![1]).toBeCloseTo(2 + 2.4843, 3);
  });
});

describe("a claim beyond this scale", () => {
  test("has the verdict beyond, whatever was measured", () => {
    const far: Claim = { ...ratio, beyond: { why: "needs 7 B parameters" } };
    expect(judge(far, []).verdict).toBe("beyond");
    expect(judge(far, sampled(0.5, 0.5, 0.5)).verdict).toBe("beyond");
  });
  test("its proxy is judged by the same rule and labelled", () => {
    const proxied: Claim = { ...ratio, beyond: { why: "needs 7 B parameters", proxy: "0.2 M parameters" } };
    expect(judge(proxied, sampled(0.5, 0.52, 0.48))).toMatchObject({ verdict: "matches", proxy: true });
    expect(judge(proxied, [])).toMatchObject({ verdict: null, proxy: true });
  });
});

describe("one more run beside the ledger", () => {
  const ledger = judge(ratio, sampled(0.5, 0.52, 0.48));
  test("agrees when its effect has the ledger's sign", () => {
    expect(agrees(ledger, 0.7, ratio)).toBe(true);
    expect(agrees(ledger, 1.2, ratio)).toBe(false);
  });
  test("for an equality, agrees when both are inside the band or both are not", () => {
    const inside = judge(same, sampled(0.01, -0.02, 0.005));
    expect(agrees(inside, 0.05, same)).toBe(true);
    expect(agrees(inside, 0.5, same)).toBe(false);
  });
  test("says nothing without an interval or without a value", () => {
    expect(agrees(judge(ratio, sampled(0.5)), 0.5, ratio)).toBeNull();
    expect(agrees(ledger, null, ratio)).toBeNull();
  });
});
