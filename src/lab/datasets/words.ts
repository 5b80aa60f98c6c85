/** Words as numbers: the frequent ones have a code each, the others share buckets, which one is told by a hash of the word. */

/** Fills rows up to their length. */
export const padding = 0;

export interface WordTokenizer {
  /** Codes in all: padding, specials, words, buckets. */
  readonly size: number;
  /** Codes of what is no word, by the names that were asked for: 1, 2, ... */
  readonly specials: Readonly<Record<string, number>>;
  /** Words by code, from the first that is no special on. */
  readonly words: readonly string[];
  /** Codes of a text's words, at most `limit` of them. */
  encode(text: string, limit?: number): number[];
  /** Row after row, each cut and padded to `length`: [texts, length]. */
  rows(texts: readonly string[], length: number): Int32Array;
}

/** Letters and digits of any script, with what joins them: "mother-in-law", "o'clock". In lower case. */
export const wordsOf = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];

/** FNV-1a over UTF-16 code units, 32 bits: the same everywhere, and no secret. */
export function wordHash(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * A tokenizer of `size` codes, learned from texts: the most frequent words, those that are equally frequent in the order of the alphabet.
 * Where the texts have fewer words, it is smaller.
 * @throws Error when buckets and specials leave no room for words.
 */
export function wordTokenizer(
  texts: Iterable<string>,
  { size, buckets, specials = [] }: { size: number; buckets: number; specials?: readonly string[] },
): WordTokenizer {
  const first = 1 + specials.length;
  const room = size - first - buckets;
  if (room < 1 || buckets < 1) throw new Error(`${size} codes have no room for words beside ${buckets} buckets`);
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts]
    .sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1))
    .slice(0, room)
    .map(([word]) => word);
  const codes = new Map(words.map((word, at) => [word, first + at]));
  const bucketStart = first + words.length;
  const encode = (text: string, limit = Infinity) =>
    wordsOf(text)
      .slice(0, limit)
      .map((word) => codes.get(word) ?? bucketStart + (wordHash(word) % buckets));
  return {
    size: bucketStart + buckets,
    specials: Object.fromEntries(specials.map((name, at) => [name, 1 + at])),
    words,
    encode,
    rows(texts, length) {
      const rows = new Int32Array(texts.length * length).fill(padding);
      for (const [row, text] of texts.entries()) rows.set(encode(text, length), row * length);
      return rows;
    },
  };
}
