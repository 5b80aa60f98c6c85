import { expect, test } from "vitest";
import { stretched } from "./stretch.ts";

test("each side counts by its weight, from 0 to 1 over its own papers", () => {
  const words = [
    { id: 1, score: 30 },
    { id: 2, score: 20 },
    { id: 3, score: 10 },
  ];
  const meaning = [
    { id: 3, score: 0.9 },
    { id: 4, score: 0.5 },
    { id: 2, score: 0.1 },
  ];
  expect(stretched(words, meaning, 0.25)).toEqual([
    { id: 1, score: 0.75 },
    { id: 2, score: 0.375 },
    { id: 3, score: 0.25 },
    { id: 4, score: 0.125 },
  ]);
});

test("a side of one paper names it fully, and a tie goes to the newer paper", () => {
  expect(stretched([{ id: 1, score: 7 }], [{ id: 2, score: 0.2 }], 0.5)).toEqual([
    { id: 2, score: 0.5 },
    { id: 1, score: 0.5 },
  ]);
});
