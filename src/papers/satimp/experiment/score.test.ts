import { describe, expect, test } from "vitest";
import { balanceAtEnd, honestRange, keptAt } from "./score.ts";

const path = (...points: readonly (readonly [forget: number, retain: number])[]) =>
  points.map(([forget, retain], step) => ({ step, forget, retain }));

describe("what is kept where enough is gone", () => {
  test("is read off the line between two looks", () => {
    expect(keptAt(path([1, 1], [0.4, 0.75], [0.2, 0.7]), 0.3)).toBeCloseTo(0.725, 12);
  });
  test("is the most of the trajectory, not its first dip", () => {
    expect(keptAt(path([1, 1], [0.2, 0.4], [0.28, 0.95], [0.4, 0.99], [0.1, 0.2]), 0.3)).toBeCloseTo(
      0.95 + (0.99 - 0.95) / 6,
      12,
    );
  });
  test("is less by what is left too much where so much is never gone: a step short of the target is no cliff", () => {
    const [short, there] = [0.3001, 0.2999].map((left) => keptAt(path([1, 1], [left, 0.9]), 0.3));
    expect(short).toBeCloseTo(0.8999, 12);
    expect(there - short).toBeLessThan(1e-3);
    expect(keptAt(path([1, 1]), 0.3)).toBeCloseTo(0.3, 12);
    expect(keptAt(path([0.3, 0.8]), 0.3)).toBe(0.8);
  });
});

test("at the end too much and too little forgetting count alike", () => {
  expect(balanceAtEnd(path([1, 1], [0.2, 0.9]), 0.3)).toBeCloseTo(0.8, 12);
  expect(balanceAtEnd(path([1, 1], [0.4, 0.9]), 0.3)).toBeCloseTo(0.8, 12);
});

test("a range is chosen on other replicates than those it is measured on", () => {
  // The first setting is the better one in each.
  expect(honestRange([[0.9, 0.8, 0.7], [0.5, 0.5, 0.5]])).toBeCloseTo(0.3, 12); // prettier-ignore
  // What is best on two of three is worst on the third: noise has no range.
  expect(honestRange([[1, 0, 0], [0, 1, 0], [0, 0, 1]])).toBeLessThanOrEqual(0); // prettier-ignore
  expect(honestRange([[0.9], [0.2]])).toBeCloseTo(0.7, 12);
});
