import { expect, test } from "vitest";
import type { Claim } from "./claim.ts";
import { faultsOf } from "./faults.ts";

const claim: Claim = {
  statement: "it is better",
  better: "lower",
  unit: "nats",
  stated: -0.02,
  counts: 0.01,
  kind: "quality",
  scale: "reduced",
};
const equal: Claim = { ...claim, better: "equal", counts: undefined, tolerance: 0 };

test("a claim with counts, or a tolerance, and a scale can be judged", () => {
  expect(faultsOf(claim)).toEqual([]);
  expect(faultsOf(equal)).toEqual([]);
});

test("counts may be at most half of the smallest stated effect, by ratios for a ratio", () => {
  expect(faultsOf({ ...claim, counts: 0.011 })).toEqual([expect.stringContaining("half of the stated effect")]);
  expect(faultsOf({ ...claim, stated: [-0.02, -0.015] })).toEqual([expect.stringContaining("half")]);
  const ratio: Claim = { ...claim, better: "higher", unit: "ratio", neutral: 1, stated: 4, counts: 1 };
  expect(faultsOf(ratio)).toEqual([]);
  expect(faultsOf({ ...ratio, counts: 1.1 })).toEqual([expect.stringContaining("half")]);
});

test.each<[string, Claim]>([
  ["counts is missing", { ...claim, counts: undefined }],
  ["counts is no distance: 0", { ...claim, counts: 0 }],
  ["counts is no distance: NaN", { ...claim, counts: NaN }],
  ["tolerance is missing", { ...equal, tolerance: undefined }],
  ["counts is for claims with a direction", { ...equal, counts: 1 }],
  ["scale is missing", { ...claim, scale: undefined }],
  ["nothing is measured", { ...claim, outOfScope: { why: "far away" } }],
  ["stated 0.02 does not lie below neutral", { ...claim, stated: 0.02 }],
])("%s is a fault", (fault, faulty) => {
  expect(faultsOf(faulty)).toEqual([expect.stringContaining(fault)]);
});
