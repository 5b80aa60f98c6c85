import { expect, test } from "vitest";
import type { Claim } from "./claim.ts";
import { otherRules } from "./other-rules.ts";
import { judge } from "./verdict.ts";

const claim: Claim = {
  statement: "it is better",
  better: "higher",
  unit: "nats",
  stated: null,
  counts: 1,
  kind: "quality",
  scale: "toy",
};
const sampled = (...values: number[]) => values.map((value, index) => ({ value, exact: false, seed: index + 1 }));
const verdictsOn = (...values: number[]) => ({
  here: judge(claim, sampled(...values)).verdict,
  ...Object.fromEntries(otherRules.map(({ name, verdict }) => [name, verdict(claim, sampled(...values))])),
});

test("the sign alone finds an effect in any mean", () => {
  expect(verdictsOn(-3, 4, -2, 3, 0)).toMatchObject({ here: "inconclusive", "sign only": "holds" });
  expect(verdictsOn(0.1, 0.11, 0.09)).toMatchObject({ here: "absent", "sign only": "holds" });
});

test("two one-sided tests call absent what a 95 % interval leaves open, and change nothing else", () => {
  // Mean 0, standard deviation 1, five seeds: 95 % interval ±1.24, 90 % ±0.95.
  const size = Math.SQRT2 / Math.sqrt(2);
  expect(verdictsOn(-size, size, 0, -size, size)).toMatchObject({ here: "inconclusive", "TOST at 90 %": "absent" });
  expect(verdictsOn(5, 5.1, 4.9)).toMatchObject({ here: "holds", "TOST at 90 %": "holds" });
});

test("the prediction interval asks that nearly every seed shows the effect", () => {
  expect(verdictsOn(1, 2, 3, 2, 1, 3)).toMatchObject({ here: "holds", "prediction interval": "inconclusive" });
});

test("three seeds leave open what more decide", () => {
  expect(verdictsOn(1, 2, 3, 2, 2, 2, 2, 2)).toMatchObject({ here: "holds", "three seeds": "inconclusive" });
});
