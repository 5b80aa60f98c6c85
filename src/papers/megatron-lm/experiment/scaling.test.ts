import { expect, test } from "vitest";
import { judge } from "#lab/kit/verdict";
import paper from "../paper.ts";
import { efficiencyOf, operations, shareOfPeak } from "./scaling.ts";

const one = { vocabulary: 96, context: 128, depth: 4, width: 128, heads: 4, batch: 16 };
const two = { ...one, width: 192, heads: 6 };
const rounds = (milliseconds: number) => [milliseconds, milliseconds, milliseconds];

test("operations are those of the card, per token and layer 72 h^2 and what attention and the head add", () => {
  const { vocabulary: v, context: s, depth: l, width: h, batch: b } = one;
  const products = 24 * b * s * h ** 2 + 4 * b * s ** 2 * h;
  expect(operations(one) / (3 * (l * products + 2 * b * s * h * v))).toBeCloseTo(1, 12);
});

const speed = 1e6;
const timings = (slowOne: number, slowProduct: number) => ({
  "one worker": rounds(slowOne * (operations(one) / speed)),
  "one worker again": rounds(operations(one) / speed),
  // 80 % of the speed on each of two.
  "two workers, 4 layers of 192": rounds(operations(two) / (2 * 0.8 * speed)),
  product: rounds(slowProduct * ((8 * 2 * 512 ** 3) / (4 * speed))),
  "product again": rounds((8 * 2 * 512 ** 3) / (4 * speed)),
});

test("efficiency and share of the peak are those of what was timed", () => {
  expect(efficiencyOf(timings(1, 1), one, two)).toEqual({ value: expect.closeTo(80, 9), twin: expect.closeTo(0, 9) });
  expect(shareOfPeak(timings(1, 1), one, 512)).toEqual({ value: expect.closeTo(25, 9), twin: expect.closeTo(0, 9) });
});

test("a baseline that was slow for a moment changes nothing: its copy says how much of the value is that moment's", () => {
  const found = [
    ["scaling-efficiency", efficiencyOf(timings(1.1, 1), one, two), 80],
    ["baseline-flops", shareOfPeak(timings(1, 1.1), one, 512), 25],
  ] as const;
  for (const [id, { value, twin }, expected] of found) {
    expect(Math.abs(value - expected)).toBeGreaterThan(2);
    const samples = [1, 2, 3].map((seed) => ({ seed, exact: false, value, twin }));
    expect(judge(paper.claims[id], samples).mean).toBeCloseTo(expected, 6);
  }
});
