/** What a query costs at an exit, in arithmetic, and the best that can be had for so much. */
import { encoderFlops } from "#lab/training/encoder/index";
import type { Exit } from "../method.ts";
import { at, type Grid } from "./quality.ts";
import { allExits, full, length, modelOf } from "./sizes.ts";

/** Millions of operations to encode a text and to compare it with all candidates. A multiplication with its addition is two. */
export function megaflops({ layer, size }: Exit, candidates: number): number {
  return (encoderFlops(modelOf(layer, 0), length, layer) + 2 * size * candidates) / 1e6;
}

/** The highest recall among the exits that cost at most so much. */
export const bestWithin = (grid: Grid, budget: number, candidates: number): number =>
  Math.max(
    ...allExits
      .filter((exit) => megaflops(exit, candidates) <= budget)
      .map(({ layer, size }) => at(grid, layer, size).recall),
  );

/** What each exit but the full one costs, ascending: the budgets at which two models are compared. */
export const budgets = (candidates: number): number[] =>
  allExits
    .filter(({ layer, size }) => layer < full.layer || size < full.size)
    .map((exit) => megaflops(exit, candidates))
    .sort((a, b) => a - b);
