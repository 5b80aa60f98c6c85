/** Texts whose every window begins with the same token, as a language model sees its beginning of a text. */
import type { CharacterText } from "./moby-dick.ts";

/** The same text with one more code, which stands before each window. It is never a target. */
export function started(text: CharacterText): CharacterText {
  const { size, symbols } = text.vocabulary;
  return {
    ...text,
    vocabulary: { ...text.vocabulary, size: size + 1, symbols: [...symbols, startSymbol] },
    start: size,
  };
}

const startSymbol = "⊢";
