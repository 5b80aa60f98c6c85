/** Texts as numbers without a vocabulary: every piece of a text, a character or a trigram, has the code that its hash gives it. */
import { padding, wordHash } from "./words.ts";

export interface HashTokenizer {
  /** Codes in all: padding, marks, buckets. */
  readonly size: number;
  /** Codes of what is no text, by the names that were asked for: 1, 2, ... */
  readonly marks: Readonly<Record<string, number>>;
  encode(text: string): number[];
  /** Row after row, each cut and padded to `length`: [texts, length]. */
  rows(texts: readonly string[], length: number): Int32Array;
}

/** A tokenizer of pieces in so many buckets. */
export function hashTokenizer({
  pieces,
  buckets,
  marks = [],
}: {
  pieces: (text: string) => string[];
  buckets: number;
  marks?: readonly string[];
}): HashTokenizer {
  const first = 1 + marks.length;
  const encode = (text: string) => pieces(text).map((piece) => first + (wordHash(piece) % buckets));
  return {
    size: first + buckets,
    marks: Object.fromEntries(marks.map((name, at) => [name, 1 + at])),
    encode,
    rows(texts, length) {
      const rows = new Int32Array(texts.length * length).fill(padding);
      for (const [row, text] of texts.entries()) rows.set(encode(text).slice(0, length), row * length);
      return rows;
    },
  };
}

/** The code points of a text in lower case, composed. */
export const lowerCharacters = (text: string): string[] => Array.from(text.normalize("NFC").toLowerCase());
