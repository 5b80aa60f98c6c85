import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createScale, nameScale } from "./scale.ts";

const labels = (values: number[], options = {}) => createScale(values, options).ticks.map(({ label }) => label);

describe("a linear scale", () => {
  test("has ticks at round values, labelled with as many decimals as they need", () => {
    expect(labels([0, 100])).toEqual(["0", "20", "40", "60", "80", "100"]);
    expect(labels([0.13, 0.34])).toEqual(["0.15", "0.20", "0.25", "0.30"]);
    expect(labels([-0.4, 0.4])).toEqual(["−0.4", "−0.2", "0", "0.2", "0.4"]);
  });
  test("grows to whole ticks when asked, and down to zero when the data come near it", () => {
    expect(createScale([0.3, 2.7], { nice: true }).domain).toEqual([0, 3]);
    expect(createScale([7.2, 7.9], { nice: true }).domain[0]).toBeCloseTo(7.2);
  });
  test("puts a frame around a flat line and around nothing at all", () => {
    const flat = createScale([2, 2]);
    expect(flat.at(2)).toBeCloseTo(0.5);
    expect(createScale([]).domain).toEqual([0, 1]);
  });
  test("ignores what is not finite", () => {
    expect(createScale([0, Number.NaN, Infinity, 10]).domain).toEqual([0, 10]);
  });
});

test("a scale of names gives each the middle of a stretch of its own, downwards from the top if asked", () => {
  const ticks = (options = {}) => nameScale(["a", "b"], options).ticks.map(({ at, label }) => [label, at]);
  expect(ticks()).toEqual([
    ["a", 0.25],
    ["b", 0.75],
  ]);
  expect(ticks({ down: true })[0]).toEqual(["a", 0.75]);
});

describe("a logarithmic scale", () => {
  test("has a tick per decade, and fewer when there are many decades", () => {
    expect(labels([1e-4, 1], { log: true })).toEqual([
      "10⁻⁴",
      "3 × 10⁻⁴",
      "0.001",
      "0.003",
      "0.01",
      "0.03",
      "0.1",
      "0.3",
      "1",
    ]);
    expect(labels([1e-12, 1], { log: true })).toEqual(["10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"]);
    expect(labels([1, 1000], { log: true, nice: true })).toEqual(["1", "3", "10", "30", "100", "300", "1000"]);
  });
  test("has 1, 2 and 5 within a decade", () => {
    expect(labels([1, 10], { log: true })).toEqual(["1", "2", "5", "10"]);
  });
  test("has no place for zero and below", () => {
    const scale = createScale([0, -1, 1, 100], { log: true });
    expect(scale.domain).toEqual([1, 100]);
    expect(scale.at(0)).toBeNull();
    expect(scale.at(-3)).toBeNull();
  });
});

test("whatever the data, any double there is, they lie inside, and so do the ticks, few and in order", () => {
  const usual = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  const any = fc.double({ noNaN: true, noDefaultInfinity: true });
  const subnormal = fc.integer({ min: -9, max: 9 }).map((steps) => steps * Number.MIN_VALUE);
  const many = fc
    .oneof(usual, any, subnormal)
    .chain((value) => fc.oneof(fc.constant(fc.constant(value)), fc.constant(fc.oneof(usual, any, subnormal))))
    .chain((value) => fc.array(value, { minLength: 1, maxLength: 20 }));
  fc.assert(
    fc.property(many, fc.boolean(), fc.boolean(), (values, log, nice) => {
      const shown = log ? values.map((one) => Math.abs(one) || Number.MIN_VALUE) : values;
      const scale = createScale(shown, { log, nice });
      for (const one of shown) {
        const at = scale.at(one)!;
        expect(at).toBeGreaterThan(-1e-6);
        expect(at).toBeLessThan(1 + 1e-6);
      }
      const places = scale.ticks.map(({ at }) => at);
      expect(places.every((at) => at > -1e-6 && at < 1 + 1e-6)).toBe(true);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places.length).toBeLessThan(20);
    }),
    {
      numRuns: 300,
      examples: [
        [[0, 5e-324], false, true],
        [[1.7e308], true, true],
        [[1.7e308, -1.7e308], false, true],
        [[Number.MAX_VALUE, Number.MAX_VALUE], false, false],
        [[Number.MIN_VALUE, Number.MAX_VALUE], true, false],
        [[1e-305, 1e-320], true, false],
      ],
    },
  );
});
