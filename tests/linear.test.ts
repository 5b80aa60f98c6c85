/** Nobody can hang a server with a text: whatever reads text from outside takes twice the time for twice the length, and not four times. */
import { describe, expect, test } from "vitest";
import { growthOf, mostForTwice } from "./linear/growth.ts";
import { parsers } from "./linear/parsers.ts";
import { texts } from "./linear/texts.ts";

describe("twice the text takes about twice the time:", () => {
  test.each(Object.entries(parsers))("%s", { timeout: 120_000 }, (_, { read, inside = (text) => text }) => {
    const slow = Object.entries(texts).flatMap(([name, textOf]) => {
      const { ratio, length } = growthOf(read, (length) => inside(textOf(length)));
      return ratio < mostForTwice ? [] : [`${name}, ${length} characters: ${ratio.toFixed(1)} times`];
    });
    expect(slow).toEqual([]);
  });
});

describe("the ratio", () => {
  const text = (length: number) => "a".repeat(length);
  const steps = (count: number) => {
    let sum = 0;
    for (let step = 0; step < count; step++) sum += Math.sqrt(step);
    return sum;
  };
  test("of linear work is about two, of constant work one", () => {
    expect(growthOf((read) => steps(read.length * 10), text).ratio).toBeLessThan(mostForTwice);
    expect(growthOf(() => steps(100), text).ratio).toBeLessThan(mostForTwice);
  });
  test("of quadratic work is about four, also where half of the shorter text is linear work", () => {
    expect(growthOf((read) => steps(read.length ** 2 / 100), text).ratio).toBeGreaterThan(mostForTwice);
    const both = growthOf((read) => steps(read.length ** 2 / 50 + read.length * 20), text);
    expect(both.ratio).toBeGreaterThan(mostForTwice);
  });
  test("of a regular expression that looks for an end from every beginning is about four", () => {
    const spaces = (length: number) => `${" ".repeat(length)}a`;
    expect(growthOf((read) => / +$/.test(read), spaces).ratio).toBeGreaterThan(3);
    expect(growthOf((read) => read.trimEnd(), spaces).ratio).toBeLessThan(mostForTwice);
  });
});
