/**
 * Byte-pair tokens: pieces of words, from the characters of a text and its most frequent pairs. Sennrich et al. 2016, algorithm 1.
 *
 *   symbols = characters;  until there are `size`:  add the most frequent pair of neighbours within a word as a new symbol
 *
 * No pair crosses the border of a word, and the space before a word belongs to it. Between equally frequent pairs the one of
 * the older symbols wins, so that the same text gives the same vocabulary everywhere.
 */
import { characters, type Vocabulary } from "./characters.ts";

/** Letters, or what is neither letter nor space, each with the space before it; any other white space alone. Together the whole text. */
const wordPattern = / ?\p{L}+| ?[^\p{L}\s]+|\s/gu;

export interface BytePairOptions {
  /** Number of symbols. */
  readonly size: number;
  /** A text that has every character that will be encoded. Default: the text itself. */
  readonly alphabet?: string;
}

/**
 * The vocabulary of a text.
 * @throws Error when the size is below the number of characters, or the text has not enough pairs.
 */
export function bytePairs(text: string, { size, alphabet = text }: BytePairOptions): Vocabulary {
  const base = characters(alphabet);
  if (size < base.size) throw new Error(`${size} symbols are fewer than the ${base.size} characters of the text`);
  const words = new WordList(base, text, size);
  const symbols = [...base.symbols];
  /** The code of a pair, by left * size + right. */
  const merged = new Map<number, number>();
  while (symbols.length < size) {
    const pair = words.mostFrequentPair(symbols.length);
    if (pair === null) throw new Error(`the text has no more than ${symbols.length} symbols, not ${size}`);
    merged.set(pair, symbols.length);
    words.merge(pair, symbols.length);
    symbols.push(symbols[Math.floor(pair / size)] + symbols[pair % size]);
  }
  return vocabularyOf(base, symbols, merged, size);
}

/** No symbol: stands between words. */
const border = -1;

/** The different words of a text, one after the other, and how often each pair of neighbours is in the text. */
class WordList {
  private readonly size: number;
  /** Codes of all words, a border before and behind each. */
  private codes: Int32Array;
  /** How often the word of each code is in the text. */
  private weights: Int32Array;
  /** Of pairs, by left * size + right; kept up to date by every merge. */
  private readonly pairs: Float64Array;

  constructor(base: Vocabulary, text: string, size: number) {
    const counts = new Map<string, number>();
    for (const [word] of text.matchAll(wordPattern)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const codes = [border];
    const weights = [0];
    this.size = size;
    this.pairs = new Float64Array(size * size);
    for (const [word, count] of counts) {
      for (const code of base.encode(word)) {
        this.count(codes.at(-1)!, code, count);
        codes.push(code);
        weights.push(count);
      }
      codes.push(border);
      weights.push(0);
    }
    this.codes = Int32Array.from(codes);
    this.weights = Int32Array.from(weights);
  }

  private count(left: number, right: number, times: number): void {
    if (left !== border && right !== border) this.pairs[left * this.size + right] += times;
  }

  /** Of so many symbols that there are by now, as left * size + right; null when no word has two symbols. */
  mostFrequentPair(symbols: number): number | null {
    let best = 0;
    for (let left = 0; left < symbols; left++)
      for (let pair = left * this.size; pair < left * this.size + symbols; pair++)
        if (this.pairs[pair] > this.pairs[best]) best = pair;
    return this.pairs[best] === 0 ? null : best;
  }

  /** Puts one symbol in the place of each such pair, from the left. */
  merge(pair: number, symbol: number): void {
    const { codes, weights } = this;
    const [left, right] = [Math.floor(pair / this.size), pair % this.size];
    let kept = 0;
    for (let at = 0; at < codes.length; at++) {
      weights[kept] = weights[at];
      if (codes[at] !== left || codes[at + 1] !== right) {
        codes[kept++] = codes[at];
        continue;
      }
      // What stood before may be a merged pair already: that is its neighbour now.
      const [before, after, times] = [codes[kept - 1], codes[at + 2], weights[at]];
      this.count(before, left, -times);
      this.count(left, right, -times);
      this.count(right, after, -times);
      this.count(before, symbol, times);
      this.count(symbol, after, times);
      codes[kept++] = symbol;
      at++;
    }
    this.codes = codes.subarray(0, kept);
    this.weights = weights.subarray(0, kept);
  }
}

function vocabularyOf(
  base: Vocabulary,
  symbols: readonly string[],
  merged: ReadonlyMap<number, number>,
  size: number,
): Vocabulary {
  const known = new Map<string, readonly number[]>();
  /** Merges in the order in which they were learned: the oldest pair first. */
  const encodeWord = (word: string): readonly number[] => {
    const codes = [...base.encode(word)];
    for (;;) {
      let oldest = Infinity;
      let where = -1;
      for (let at = 1; at < codes.length; at++) {
        const symbol = merged.get(codes[at - 1] * size + codes[at]) ?? Infinity;
        if (symbol < oldest) [oldest, where] = [symbol, at];
      }
      if (where < 0) return codes;
      codes.splice(where - 1, 2, oldest);
    }
  };
  return {
    size: symbols.length,
    symbols,
    encode(text) {
      const codes = new Int32Array(text.length);
      let count = 0;
      for (const [word] of text.matchAll(wordPattern)) {
        let pieces = known.get(word);
        if (!pieces) known.set(word, (pieces = encodeWord(word)));
        for (const code of pieces) codes[count++] = code;
      }
      return codes.slice(0, count);
    },
    decode: (codes) => Array.from(codes, (code) => symbols[code]).join(""),
  };
}
