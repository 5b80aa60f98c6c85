import { judge, type Claim, type Measurement } from "#lab/kit/index";
import { describe, expect, test } from "vitest";
import { liveValue } from "./numbers.ts";

const claim: Claim = {
  statement: "it is faster",
  better: "lower",
  unit: "ratio",
  stated: 0.5,
  kind: "efficiency",
  neutral: 1,
};
const sample = (seed: number, value: number | null, exact = false): Measurement => ({
  claim: "faster",
  seed,
  value,
  exact,
});
const ledger = judge(claim, [sample(1, 0.6), sample(2, 0.61), sample(3, 0.62)]);
const nothing = judge(claim, []);

describe("a visitor's own number", () => {
  test("is missing until the run has measured the claim", () => {
    expect(liveValue(claim, ledger, "faster", [])).toBeNull();
    expect(liveValue(claim, ledger, "other", [sample(1, 0.6)])).toBeNull();
  });
  test("is held against the ledger", () => {
    expect(liveValue(claim, ledger, "faster", [sample(1, 0.63)])).toEqual({
      value: "0.630",
      says: "agrees with the ledger",
    });
    expect(liveValue(claim, ledger, "faster", [sample(1, 1.2)])?.says).toBe("differs from the ledger");
  });
  test("has a verdict of its own run only where there is no ledger and several seeds", () => {
    expect(liveValue(claim, nothing, "faster", [sample(1, 0.5)])?.says).toBe("one seed alone has no verdict");
    expect(liveValue(claim, nothing, "faster", [sample(1, 0.5), sample(2, 0.51), sample(3, 0.52)])?.says).toBe(
      "matches in this run",
    );
    expect(liveValue(claim, nothing, "faster", [sample(1, 0.5, true)])?.says).toBe("matches in this run");
  });
  test("that diverged says so", () => {
    expect(liveValue(claim, ledger, "faster", [sample(1, null)])).toEqual({
      value: "diverged",
      says: "one seed alone has no verdict",
    });
  });
});
