import { describe, expect, test } from "vitest";
import { asGiven, formatJudgement, formatNumber, formatSpread, formatStated, formatTick, unitAfter } from "./number.ts";

describe("a number in print", () => {
  test("has three digits, a true minus sign, and thin spaces from five digits on", () => {
    expect([0, 1, 0.6172, -12.345, 1234.5, 12345].map((value) => formatNumber(value))).toEqual([
      "0",
      "1",
      "0.617",
      "−12.3",
      "1235",
      "12\u202f345",
    ]);
  });
  test("is a power of ten where it is very small or very large", () => {
    expect(formatNumber(0.00000143)).toBe("1.43 × 10⁻⁶");
    expect(formatNumber(-2.5e9)).toBe("−2.50 × 10⁹");
  });
  test("says when there is none", () => {
    expect(formatNumber(Number.NaN)).toBe("not finite");
  });
});

describe("a mean with its spread", () => {
  test("has as many decimals as two digits of the spread need", () => {
    expect(formatSpread(0.6172, [0.5772, 0.6572])).toBe("0.617 ± 0.040");
    expect(formatSpread(123.4, [111.4, 135.4])).toBe("123 ± 12");
  });
  test("is a plain number where nothing varies", () => {
    expect(formatSpread(0.5, [0.5, 0.5])).toBe("0.500");
    expect(formatSpread(0.5, null)).toBe("0.500");
  });
  test("tells both ends where the mean is not the middle, as with ratios", () => {
    expect(formatSpread(3.208, [1.006, 10.23])).toBe("3.21 (1.01 to 10.2)");
    expect(formatSpread(0.966, [0.944, 0.989])).toBe("0.966 ± 0.023");
  });
  test("does not show the sign of a rounded zero", () => {
    expect(formatSpread(-0.0001, [-1, 0.9998])).toBe("0.0 ± 1.0");
  });
  test("of very small numbers has powers of ten", () => {
    expect(formatSpread(2e-7, [1e-7, 3e-7])).toBe("2.0 × 10⁻⁷ ± 1.0 × 10⁻⁷");
  });
  test("is missing where nothing was measured, and says when a seed diverged", () => {
    expect(formatJudgement({ mean: null, interval: null, seeds: 0, diverged: 0 })).toBeNull();
    expect(formatJudgement({ mean: null, interval: null, seeds: 2, diverged: 2 })).toBe("diverged");
  });
});

describe("a number that somebody wrote down", () => {
  test("keeps exactly its digits", () => {
    expect([0.6, 26.95, -3, 1409.79, 128000, 1e-5, 2.5e-7].map(asGiven)).toEqual([
      "0.6",
      "26.95",
      "−3",
      "1409.79",
      "128\u202f000",
      "10⁻⁵",
      "2.5 × 10⁻⁷",
    ]);
  });
  test("may be a range, or missing", () => {
    expect(formatStated([7, 64])).toBe("7 to 64");
    expect(formatStated(null)).toBeNull();
  });
});

test("a unit follows its number after a space, but pure numbers have none", () => {
  expect(["nats", "%", "ratio", ""].map((unit) => `1${unitAfter(unit)}`)).toEqual([
    "1\u00a0nats",
    "1\u202f%",
    "1",
    "1",
  ]);
});

test("ticks have the decimals of their distance, powers of ten on a log axis", () => {
  expect([formatTick(0.30000000000000004, 0.1), formatTick(0, 0.1), formatTick(20, 10)]).toEqual(["0.3", "0", "20"]);
  expect([formatTick(1e-6, 0), formatTick(0.01, 0), formatTick(100000, 0)]).toEqual(["10⁻⁶", "0.01", "10⁵"]);
});
