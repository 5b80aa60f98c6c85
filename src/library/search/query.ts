/** What somebody typed, as weighted terms. Any text is a query; there is no syntax to get wrong. */
import { askingWords } from "./analysis/stop-words.ts";
import { termOf } from "./analysis/terms.ts";
import { wordsIn } from "./analysis/words.ts";

export interface QueryTerm {
  readonly term: string;
  readonly weight: number;
  /** The word it was first typed as, folded. */
  readonly word: string;
}

export interface ParsedQuery {
  /** Each term once, in the order of their first words. */
  readonly terms: readonly QueryTerm[];
  /** Terms in the order typed, repetitions included, for what stands beside what. */
  readonly sequence: readonly string[];
}

/** Of a longer text only the beginning is searched for. */
const longest = { characters: 10_000, words: 400, terms: 100 };

/** A repeated word counts more, but ever less so: n -> n * (k3 + 1) / (n + k3). */
const k3 = 8;

/** A query with so many terms is a sentence, and may ask for "articles that describe ..." */
const sentence = 5;
const askingWeight = 0.2;

export function parseQuery(text: string): ParsedQuery {
  const found = new Map<string, { word: string; count: number }>();
  const sequence: string[] = [];
  for (const word of wordsIn(text.slice(0, longest.characters)).slice(0, longest.words)) {
    const term = termOf(word);
    if (term === null) continue;
    const seen = found.get(term);
    if (seen) seen.count++;
    else if (found.size < longest.terms) found.set(term, { word, count: 1 });
    sequence.push(term);
  }
  const terms = [...found].map(([term, { word, count }]) => ({
    term,
    word,
    weight: ((count * (k3 + 1)) / (count + k3)) * (found.size >= sentence && askingWords.has(word) ? askingWeight : 1),
  }));
  return { terms, sequence };
}
