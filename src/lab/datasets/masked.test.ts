import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { chooseWords, corrupted } from "./masked.ts";

const single = (count: number) => Array.from({ length: count }, (_, at) => [at + 1]);
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe("words that are hidden", () => {
  test("are a share of all tokens, halves to even, and one at least", () => {
    const count = (length: number, share: number) =>
      sum(chooseWords(random(1).stream("words"), single(length - 2), { share, length }));
    expect([count(12, 0.3), count(13, 0.5), count(11, 0.5), count(5, 0.5), count(3, 0.1)]).toEqual([4, 6, 6, 2, 1]);
  });
  test("are whole, are never specials, and every word has its turn", () => {
    const stream = random(1).stream("words");
    const words = [[1], [2, 3], [4], [5, 6, 7]];
    const times = new Float64Array(9);
    for (let draw = 0; draw < 2_000; draw++) {
      const chosen = chooseWords(stream, words, { share: 0.4, length: 9 });
      chosen.forEach((value, at) => (times[at] += value));
      for (const places of words) expect(new Set(places.map((place) => chosen[place])).size).toBe(1);
      expect(sum(chosen)).toBeLessThanOrEqual(4);
    }
    expect([times[0], times[8]]).toEqual([0, 0]);
    for (const place of [1, 3, 4, 6]) expect(times[place]).toBeGreaterThan(300);
  });
  test("are fewer where there are not so many", () => {
    expect(sum(chooseWords(random(1).stream("words"), [], { share: 0.5, length: 2 }))).toBe(0);
  });
});

test("four in five of the hidden tokens are the mask, one in ten is another, one in ten stays; the rest is as it was", () => {
  const count = 100_000;
  const tokens = new Int32Array(count).fill(7);
  const chosen = Uint8Array.from({ length: count }, (_, at) => at % 2);
  const shown = corrupted(random(1).stream("kinds"), tokens, chosen, { mask: 3, others: [10, 20] });
  const [left, hidden] = [0, 1].map((parity) => shown.filter((_, at) => at % 2 === parity));
  expect(new Set(left)).toEqual(new Set([7]));
  const share = (of: (token: number) => boolean) => hidden.filter(of).length / hidden.length;
  expect(share((token) => token === 3)).toBeCloseTo(0.8, 2);
  expect(share((token) => token === 7)).toBeCloseTo(0.1, 2);
  expect(share((token) => token >= 10 && token < 20)).toBeCloseTo(0.1, 2);
  expect(new Set(hidden)).toEqual(new Set([3, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]));
});
