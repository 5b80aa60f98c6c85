/** How far two texts are from each other, in code points. */

const codePoints = (text: string): readonly string[] => Array.from(text);

/** The fewest insertions, deletions and substitutions that make one text of the other. Levenshtein 1966; O(|a| |b|). */
export const levenshtein = (a: string, b: string): number => distance(a, b, Infinity);

/** Whether `levenshtein(a, b) <= limit`; gives up as soon as it cannot be. */
export const within = (a: string, b: string, limit: number): boolean =>
  a === b || (limit > 0 && Math.abs(a.length - b.length) <= 2 * limit && distance(a, b, limit) <= limit);

/** The distance, or, once it is sure to be above the limit, something that is. */
function distance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  const [left, right] = [codePoints(a), codePoints(b)];
  const width = right.length;
  let row = new Uint32Array(width + 1).map((_, at) => at);
  let next = new Uint32Array(width + 1);
  for (let i = 0; i < left.length; i++) {
    let least = (next[0] = i + 1);
    for (let j = 0; j < width; j++) {
      const best = Math.min(row[j] + Number(left[i] !== right[j]), row[j + 1] + 1, next[j] + 1);
      next[j + 1] = best;
      if (best < least) least = best;
    }
    // No cell of a later row is below the least of this one.
    if (least > limit) return least;
    [row, next] = [next, row];
  }
  return row[width];
}

/**
 * Similarity by insertions and deletions only, 0 .. 1: twice the longest common subsequence over both lengths; 1 of two empty texts.
 * It is what the Python package Levenshtein calls ratio, and not 1 - levenshtein / length.
 */
export function indelRatio(a: string, b: string): number {
  if (a === b) return 1;
  const [left, right] = [codePoints(a), codePoints(b)];
  if (left.length === 0 || right.length === 0) return 0;
  let row = new Uint32Array(right.length + 1);
  let next = new Uint32Array(right.length + 1);
  for (const sign of left) {
    for (let j = 0; j < right.length; j++) next[j + 1] = sign === right[j] ? row[j] + 1 : Math.max(row[j + 1], next[j]);
    [row, next] = [next, row];
  }
  // The distance over both lengths, taken from 1: so that the last bit is that of the package.
  const total = left.length + right.length;
  return 1 - (total - 2 * row[right.length]) / total;
}
