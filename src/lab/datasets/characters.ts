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
  const symbols = [...new Set(text)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const codeOf = new Map(symbols.map((symbol, code) => [symbol, code]));
  return {
    size: symbols.length,
    symbols,
    encode: (other) =>
      Int32Array.from(other, (symbol) => {
        const code = codeOf.get(symbol);
        if (code === undefined) throw new Error(`character not in the vocabulary: ${JSON.stringify(symbol)}`);
        return code;
      }),
    decode: (codes) => Array.from(codes, (code) => symbols[code]).join(""),
  };
}
