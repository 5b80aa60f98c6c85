/** Scores of the text as it stands, which a format-agnostic one is meant to replace. All are 0 .. 1. */
import { assign } from "#lab/extraction/assignment";

const tokens = (text: string): string[] => text.match(/\p{Script=Han}|[\p{L}_]+|\d+(?:\.\d+)?|[^\s]/gu) ?? [];

export const exactMatch = (prediction: string, reference: string): number =>
  Number(tokens(prediction).join(" ") === tokens(reference).join(" "));

/** BLEU of one text, up to four words, counts of two to four plus one. Papineni et al. 2002; Lin and Och 2004. */
export function bleu(prediction: string, reference: string): number {
  const [found, expected] = [tokens(prediction), tokens(reference)];
  if (found.length === 0 || expected.length === 0) return 0;
  let sum = 0;
  for (let n = 1; n <= 4; n++) {
    const counts = new Map<string, number>();
    const grams = (words: readonly string[]) =>
      Array.from({ length: Math.max(0, words.length - n + 1) }, (_, at) => words.slice(at, at + n).join(" "));
    for (const gram of grams(expected)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
    const all = grams(found);
    let hits = 0;
    for (const gram of all) {
      const left = counts.get(gram) ?? 0;
      if (left > 0) hits++;
      counts.set(gram, left - 1);
    }
    const extra = n === 1 ? 0 : 1;
    if (hits + extra === 0) return 0;
    sum += Math.log((hits + extra) / (all.length + extra)) / 4;
  }
  return Math.min(1, Math.exp(1 - expected.length / found.length)) * Math.exp(sum);
}

/** Relative number set similarity: numbers matched at the least relative distance, whatever they are of. Masry et al. 2022. */
export function numberSets(prediction: string, reference: string): number {
  const numbers = (text: string) =>
    (text.match(/-?\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []).map((one) => Number(one.replaceAll(",", "")));
  const [found, expected] = [numbers(prediction), numbers(reference)];
  if (found.length === 0 || expected.length === 0) return Number(found.length === expected.length);
  const costs = found.map((a) => expected.map((b) => (a === b ? 0 : Math.min(1, Math.abs(a - b) / Math.abs(b)))));
  const matched = assign(costs).reduce((sum, [row, column]) => sum + 1 - costs[row][column], 0);
  return matched / Math.max(found.length, expected.length);
}
