/** Words as the terms of the index: stop words are dropped, the others are cut to their stem (Porter's algorithm). */
import { stemmer } from "stemmer";
import { stopWords } from "./stop-words.ts";
import { wordsIn } from "./words.ts";

/** Changes whenever the same text gives other terms, or the index another layout: stores are then indexed anew. */
export const ANALYSIS = 3;

/** Stems of words met lately; a language's frequent words are few, its rare ones without end. */
const known = new Map<string, string | null>();
const remembered = 200_000;

/** The term of a folded word; null for a stop word. */
export function termOf(word: string): string | null {
  const found = known.get(word);
  if (found !== undefined) return found;
  // The algorithm is made for English letters; anything else stays as it is written.
  const term = stopWords.has(word) ? null : /^[a-z]+$/.test(word) ? stemmer(word) : word;
  if (known.size >= remembered) known.clear();
  known.set(word, term);
  return term;
}

/** The terms of a text in order. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const word of wordsIn(text)) {
    const term = termOf(word);
    if (term !== null) terms.push(term);
  }
  return terms;
}
