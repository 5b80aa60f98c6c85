/** How much of a translation is in its reference, by runs of one to four words. */

const longestRun = 4;

/** Runs of n words of a sentence, with how often each is there. */
function runs(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at++) {
    const run = words.slice(at, at + n).join(" ");
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** Runs that both have, each at most as often as the other has it. */
function shared(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [run, count] of a) sum += Math.min(count, b.get(run) ?? 0);
  return sum;
}

const wordsOf = (sentence: string): string[] => sentence.split(/\s+/).filter((word) => word !== "");

/** What a corpus' BLEU is made of; sums over its sentences. */
export type BleuCounts = readonly number[];

/** Of one sentence: shared runs of 1 to 4 words, runs of 1 to 4 words, its length, the reference's length. */
export function bleuCounts(translation: string, reference: string): BleuCounts {
  const [found, wanted] = [wordsOf(translation), wordsOf(reference)];
  const lengths = Array.from({ length: longestRun }, (_, n) => n + 1);
  return [
    ...lengths.map((n) => shared(runs(found, n), runs(wanted, n))),
    ...lengths.map((n) => Math.max(0, found.length - n + 1)),
    found.length,
    wanted.length,
  ];
}

/** BLEU-4 of a corpus with one reference each, 0 to 100. Papineni et al. 2002. Without any shared run of 4 words it is 0. */
export function bleuOf(sentences: readonly BleuCounts[]): number {
  const sums = sentences.reduce<number[]>((sum, counts) => counts.map((count, at) => count + (sum[at] ?? 0)), []);
  const precisions = Array.from({ length: longestRun }, (_, n) => sums[n] / sums[longestRun + n]);
  const [length, wanted] = sums.slice(2 * longestRun);
  if (!precisions.every((precision) => precision > 0)) return 0;
  const logs = precisions.reduce((sum, precision) => sum + Math.log(precision), 0);
  return 100 * Math.exp(logs / longestRun + Math.min(0, 1 - wanted / length));
}

export const bleu = (translations: readonly string[], references: readonly string[]): number =>
  bleuOf(translations.map((translation, at) => bleuCounts(translation, references[at])));

/** GLEU of one sentence: the smaller of precision and recall over all runs of one to four words. Wu et al. 2016, section 5. */
export function gleu(translation: string, reference: string): number {
  const counts = bleuCounts(translation, reference);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const found = sum(counts.slice(longestRun, 2 * longestRun));
  const wanted = sum(bleuCounts(reference, reference).slice(longestRun, 2 * longestRun));
  return sum(counts.slice(0, longestRun)) / Math.max(found, wanted, 1);
}
