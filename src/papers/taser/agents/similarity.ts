/** How near two names are: words as they are compared, words in common, trigrams in common. */

/** Lower case, letters, digits and % only, single spaces. */
export const normal = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]+/gu, " ")
    .trim();

/** Jaccard's share of the words that two normal texts have in common. */
function wordsInCommon(a: string, b: string): number {
  const [left, right] = [new Set(a.split(" ")), new Set(b.split(" "))];
  const both = [...left].filter((word) => right.has(word)).length;
  return both / (left.size + right.size - both);
}

/** Dice's coefficient of the trigrams of two texts; of texts shorter than three, whether they are equal. */
export function trigramDice(a: string, b: string): number {
  if (a === b) return 1;
  const [left, right] = [trigrams(a), trigrams(b)];
  if (left.size === 0 || right.size === 0) return 0;
  const both = [...left].filter((one) => right.has(one)).length;
  return (2 * both) / (left.size + right.size);
}

const trigrams = (text: string): Set<string> =>
  new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => text.slice(at, at + 3)));

/** Remembers what a function of texts gave: names of columns and cells come again with every version of a schema. */
export function remembered<Args extends readonly string[], Result>(
  of: (...args: Args) => Result,
): (...args: Args) => Result {
  const known = new Map<string, { value: Result }>();
  return (...args) => {
    const key = args.join("\n");
    const kept = known.get(key);
    if (kept) return kept.value;
    const value = of(...args);
    if (known.size > 200_000) known.clear();
    known.set(key, { value });
    return value;
  };
}

/** 1 of equal names, else the better of words and trigrams, 0 .. 1. Both texts are normal. */
export const nameSimilarity = remembered((a: string, b: string): number =>
  a === b ? Number(a !== "") : Math.max(wordsInCommon(a, b), trigramDice(a, b)),
);
