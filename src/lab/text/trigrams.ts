/**
 * Texts by the letters that they share, three at a time, weighed by how rare each trigram is: exact cosines over an inverted list.
 * The weights are those of scikit-learn's TfidfVectorizer (raw counts, smooth idf, length 1). Nothing is learned.
 *
 *   idf(g) = ln((1 + n) / (1 + df(g))) + 1,   score(a, b) = sum_g tf_a(g) idf(g) tf_b(g) idf(g) / (|a| |b|)
 */

/** Of each word alone, with a blank before and behind it: " br", "bra", ..., "il ". In scikit-learn "char_wb". */
export const wordTrigrams = (text: string): string[] =>
  text.split(/\s+/u).flatMap((word) => (word === "" ? [] : threes(` ${word} `)));

/** Of the whole text, across its words, with a blank before and behind it. */
export const textTrigrams = (text: string): string[] => threes(` ${text} `);

function threes(text: string): string[] {
  const points = Array.from(text);
  return Array.from({ length: Math.max(0, points.length - 2) }, (_, at) => points.slice(at, at + 3).join(""));
}

export interface TrigramOptions {
  /** Default: `wordTrigrams`. */
  readonly trigrams?: (text: string) => string[];
  /** Trigrams of fewer texts than this are left out. Default: 1. */
  readonly minTexts?: number;
}

export interface TrigramHit {
  /** Place among the indexed texts. */
  readonly place: number;
  /** Cosine, above 0 and up to 1. */
  readonly score: number;
}

export interface TrigramIndex {
  readonly size: number;
  /** Cosines of a text with all indexed ones: [size]. All 0 for a text without a trigram that is known. */
  scores(text: string): Float64Array;
  /** The nearest `k`, the best first, those that are equally near in the order of the index; only such as share a trigram. */
  search(text: string, k: number): TrigramHit[];
}

/** One and the same letter is the same, however it is composed, large or small. */
const folded = (text: string): string => text.normalize("NFC").toLowerCase();

/** Trigrams of a text by how often. */
function countsOf(text: string, trigrams: (text: string) => string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const trigram of trigrams(folded(text))) counts.set(trigram, (counts.get(trigram) ?? 0) + 1);
  return counts;
}

/** Indexes texts. The weights depend on these alone, never on what is searched for. */
export function trigramIndex(
  texts: readonly string[],
  { trigrams = wordTrigrams, minTexts = 1 }: TrigramOptions = {},
): TrigramIndex {
  const rows = texts.map((text) => countsOf(text, trigrams));
  const frequency = new Map<string, number>();
  for (const row of rows) for (const trigram of row.keys()) frequency.set(trigram, (frequency.get(trigram) ?? 0) + 1);
  /** Where each known trigram occurs, with its share of that text's vector. */
  const lists = new Map<string, { idf: number; places: number[]; weights: number[] }>();
  for (const [trigram, count] of frequency)
    if (count >= minTexts)
      lists.set(trigram, { idf: Math.log((1 + texts.length) / (1 + count)) + 1, places: [], weights: [] });
  const vectorOf = (row: ReadonlyMap<string, number>) => {
    const known = [...row].filter(([trigram]) => lists.has(trigram));
    const weighed = known.map(([trigram, count]) => [trigram, count * lists.get(trigram)!.idf] as const);
    const length = Math.sqrt(weighed.reduce((sum, [, weight]) => sum + weight * weight, 0));
    return weighed.map(([trigram, weight]) => [trigram, weight / length] as const);
  };
  for (const [place, row] of rows.entries())
    for (const [trigram, weight] of vectorOf(row)) {
      lists.get(trigram)!.places.push(place);
      lists.get(trigram)!.weights.push(weight);
    }
  const scores = (text: string) => {
    const sums = new Float64Array(texts.length);
    for (const [trigram, weight] of vectorOf(countsOf(text, trigrams))) {
      const { places, weights } = lists.get(trigram)!;
      for (let at = 0; at < places.length; at++) sums[places[at]] += weight * weights[at];
    }
    return sums;
  };
  return {
    size: texts.length,
    scores,
    search(text, k) {
      const sums = scores(text);
      const found: TrigramHit[] = [];
      for (let place = 0; place < sums.length; place++) if (sums[place] > 0) found.push({ place, score: sums[place] });
      return found.sort((a, b) => b.score - a.score || a.place - b.place).slice(0, k);
    },
  };
}
