/** The rule's promises, held against samples whose true effect is known. */
import { describe, expect, test } from "vitest";
import { errorRates, verdictShares, type Noise } from "./simulation.ts";

const trials = 4000;
const max = 0.03;

describe.each<Noise>(["normal", "heavy-tailed", "lognormal"])("under %s noise", (noise) => {
  test.each([5, 8, 12, 20])("%i seeds err in at most 3 of 100 cases on each side", (seeds) => {
    const { falseHolds, falseContradicted, falseAbsent } = errorRates(noise, seeds, trials);
    expect(falseHolds).toBeLessThanOrEqual(max);
    expect(falseContradicted).toBeLessThanOrEqual(max);
    expect(falseAbsent).toBeLessThan(max);
  });
});

test("an effect of twice what counts is called absent no more often at any other spread", () => {
  for (const spread of [0.3, 0.5, 1.2, 2])
    expect(
      verdictShares({ noise: "normal", seeds: 5, effect: 2, spread: spread * Math.sqrt(5) }, trials).absent,
    ).toBeLessThan(0.005);
});

test("the rule finds what is there: with eight seeds, an effect of two standard deviations nearly always", () => {
  expect(verdictShares({ noise: "normal", seeds: 8, effect: 4, spread: 2 }, trials).holds).toBeGreaterThan(0.95);
});

test("and says that nothing is there where the spread is a third of what counts", () => {
  expect(verdictShares({ noise: "normal", seeds: 8, effect: 0, spread: 0.33 }, trials).absent).toBeGreaterThan(0.95);
});
