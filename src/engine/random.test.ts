import { describe, expect, test } from "vitest";
import { philox, random } from "./random.ts";

describe("philox4x32-10 gives the known answers of Random123", () => {
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])("counter %j, key %j", (counter, key, wanted) => expect(philox(counter, key)).toEqual(wanted));
});

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe("a stream", () => {
  test("depends on the seed and its name only", () => {
    const one = random(7).stream("weight").normal(5);
    const other = random(7);
    other.stream("bias").normal(100);
    expect(other.stream("weight").normal(5)).toEqual(one);
    expect(random(8).stream("weight").normal(5)).not.toEqual(one);
    expect(random(7).stream("weights").normal(5)).not.toEqual(one);
  });

  test("tells seeds above 32 bits apart", () =>
    expect(random(1).stream("x").uniform(4)).not.toEqual(
      random(1 + 2 ** 32)
        .stream("x")
        .uniform(4),
    ));

  test("goes on where the last call ended", () => {
    const whole = random(1).stream("x").uniform(7);
    const parts = random(1).stream("x");
    expect([...parts.uniform(3), ...parts.uniform(4)]).toEqual([...whole]);
  });

  test("draws uniform numbers in [0, 1) around one half", () => {
    const values = random(3).stream("u").uniform(20_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean(values)).toBeCloseTo(0.5, 2);
  });

  test("draws normal numbers with mean 0 and variance 1", () => {
    const values = random(3).stream("n").normal(40_001);
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  test("draws every whole number below a bound about equally often", () => {
    const counts = new Array<number>(6).fill(0);
    for (const value of random(2).stream("die").integers(12_000, 6)) counts[value]++;
    for (const count of counts) expect(count / 12_000).toBeCloseTo(1 / 6, 1);
  });

  test("permutes each number to one place", () => {
    const order = random(5).stream("p").permutation(50);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...order]).not.toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  test("tosses coins of a given weight", () =>
    expect(mean(random(5).stream("b").bernoulli(10_000, 0.3))).toBeCloseTo(0.3, 1));
});

test("a seed that is no whole number is refused", () => {
  expect(() => random(1.5)).toThrow("invalid seed 1.5");
  expect(() => random(-1)).toThrow("invalid seed -1");
});
