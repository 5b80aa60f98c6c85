import { expect, test } from "vitest";
import { evaluate } from "#engine";
import { registerMatchers } from "#engine/testing";
import { axisLogDecay, decayRates, manhattanLogDecay } from "./decay.ts";

registerMatchers(expect);

test("rates are those of RMT's early stages with four heads, and of its late ones with eight", () => {
  expect(decayRates(4, { first: 2, range: 4 })).toEqual([0.75, 0.875, 0.9375, 0.96875]);
  const late = [0.75, 0.85135, 0.91161, 0.94744, 0.96875, 0.98142, 0.98895, 0.99343];
  decayRates(8, { first: 2, range: 6 }).forEach((rate, head) => expect(rate).toBeCloseTo(late[head], 5));
});

test("on a grid of two by two the first token sees 1, 0.75, 0.75 and 0.5625", async () => {
  const decay = Array.from((await evaluate(manhattanLogDecay([0.75], 2, 2).exp())).data, Number);
  expect(decay.slice(0, 4)).toBeCloseToTensor([1, 0.75, 0.75, 0.5625]);
});

test("the decay by Manhattan distance is the Kronecker product of those along rows and columns", async () => {
  const [rates, rows, columns] = [[0.75, 0.9], 3, 4] as const;
  const whole = Array.from((await evaluate(manhattanLogDecay(rates, rows, columns).exp())).data, Number);
  const [down, across] = await Promise.all(
    [rows, columns].map(async (n) => Array.from((await evaluate(axisLogDecay(rates, n).exp())).data, Number)),
  );
  const size = rows * columns;
  const wanted = (split: (head: number, r: number, s: number, c: number, d: number) => number) =>
    Array.from({ length: rates.length * size * size }, (_, at) => {
      const [head, from, to] = [Math.floor(at / size ** 2), Math.floor(at / size) % size, at % size];
      return split(head, Math.floor(from / columns), Math.floor(to / columns), from % columns, to % columns);
    });
  const kronecker = wanted(
    (h, r, s, c, d) => down[(h * rows + r) * rows + s] * across[(h * columns + c) * columns + d],
  );
  const power = wanted((h, r, s, c, d) => rates[h] ** (Math.abs(r - s) + Math.abs(c - d)));
  expect(whole).toBeCloseToTensor(kronecker);
  expect(whole).toBeCloseToTensor(power);
});
