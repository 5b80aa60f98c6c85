import { expect, test } from "vitest";
import { formatJudgement, formatNumber, formatSpread, formatStated, formatTick, unitAfter } from "./number.ts";

test("a number has three significant digits, a true minus, and thin spaces between thousands", () => {
  expect([0, 0.5, -1.23456, 42, 12345, 123456.7].map((value) => formatNumber(value))).toEqual([
    "0",
    "0.500",
    "\u22121.23",
    "42",
    "12\u202f345",
    "123\u202f457",
  ]);
});

test("very small and very large numbers are powers of ten", () => {
  expect(formatNumber(1.2e-7, 2)).toBe("1.2 × 10⁻⁷");
  expect(formatNumber(-3e9)).toBe("\u22123.00 × 10⁹");
});

test("a spread decides how many digits its mean deserves", () => {
  expect(formatSpread(0.61803, [0.57803, 0.65803])).toBe("0.618 ± 0.040");
  expect(formatSpread(123.4, [111.4, 135.4])).toBe("123 ± 12");
  expect(formatSpread(-0.0001, [-0.5001, 0.4999])).toBe("0.00 ± 0.50");
});

test("an exact value has no spread, a single seed neither", () => {
  expect(formatSpread(2, [2, 2])).toBe("2");
  expect(formatSpread(2.5, null)).toBe("2.50");
});

test("a judgement says nothing, that all seeds diverged, or its spread", () => {
  expect(formatJudgement({ seeds: 0, mean: null, interval: null, diverged: 0 })).toBeNull();
  expect(formatJudgement({ seeds: 2, mean: null, interval: null, diverged: 2 })).toBe("diverged");
  expect(formatJudgement({ seeds: 3, mean: 1, interval: [0.9, 1.1], diverged: 0 })).toBe("1.00 ± 0.10");
});

test("a paper's own number is shown with the paper's digits", () => {
  expect([formatStated(null), formatStated(15.7), formatStated([7, 64]), formatStated(-0.19)]).toEqual([
    null,
    "15.7",
    "7 to 64",
    "\u22120.19",
  ]);
});

test("units follow as in print: per cent by a thin space, words by a space, pure numbers not at all", () => {
  expect(["%", "nats", "ratio", "1", ""].map(unitAfter)).toEqual(["\u202f%", "\u00a0nats", "", "", ""]);
});

test("ticks of an axis have the decimals of their distance; on a log axis they are powers of ten", () => {
  expect([formatTick(0.30000000000000004, 0.1), formatTick(1e-17, 0.1), formatTick(1500, 500)]).toEqual([
    "0.3",
    "0",
    "1500",
  ]);
  expect([formatTick(100, 0), formatTick(1e-5, 0), formatTick(1e6, 0)]).toEqual(["100", "10⁻⁵", "10⁶"]);
});
