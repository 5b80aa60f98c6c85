/** Characters as numbers, in an order that depends on nothing but the set of characters. */

export interface Vocabulary {
  readonly size: number;
  /** The characters by code: ascending code points. */
  readonly symbols: readonly string[];
  /** @throws Error on a character that is not in the vocabulary. */
  encode(text: string): Int32Array;
  decode(codes: ArrayLike<number>): string;
}

/** The vocabulary of a text: every character that occurs in it, once, by ascending code point. */
export function characters(text: string): Vocabulary {
  const points = new Set<number>();
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at)!;
    points.add(point);
    if (point > 0xffff) at++;
  }
  const ascending = [...points].sort((a, b) => a - b);
  const symbols = ascending.map((point) => String.fromCodePoint(point));
  // A list by code point: a book is a million characters, and a map is ten times as slow.
  const codeOf = new Int32Array((ascending.at(-1) ?? -1) + 1).fill(-1);
  ascending.forEach((point, code) => (codeOf[point] = code));
  return {
    size: symbols.length,
    symbols,
    encode(other) {
      const codes = new Int32Array(other.length);
      let count = 0;
      for (let at = 0; at < other.length; at++) {
        const point = other.codePointAt(at)!;
        const code = codeOf[point] ?? -1;
        if (code < 0)
          throw new Error(`character not in the vocabulary: ${JSON.stringify(String.fromCodePoint(point))}`);
        codes[count++] = code;
        if (point > 0xffff) at++;
      }
      return codes.subarray(0, count);
    },
    decode: (codes) => Array.from(codes, (code) => symbols[code]).join(""),
  };
}
