/** Words and meaning as one order: each side's scores are stretched to 0..1 over its own best papers and added by weight. */
import type { Scored } from "../rank/bm25.ts";

/** So many papers of each side are looked at. */
export const depth = 1_000;

/**
 * A paper that one side does not name has 0 there.
 * @param share of meaning, from 0 to 1; the rest is of words.
 */
export function stretched(words: readonly Scored[], meaning: readonly Scored[], share: number): Scored[] {
  const sums = new Map<number, number>();
  for (const [side, weight] of [
    [words, 1 - share],
    [meaning, share],
  ] as const) {
    let [low, high] = [Infinity, -Infinity];
    for (const { score } of side) [low, high] = [Math.min(low, score), Math.max(high, score)];
    for (const { id, score } of side)
      sums.set(id, (sums.get(id) ?? 0) + weight * (high > low ? (score - low) / (high - low) : 1));
  }
  return [...sums].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score || b.id - a.id);
}
