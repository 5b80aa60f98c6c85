/** What somebody typed, as weighted terms and exact phrases. Any text is a query; there is no syntax to get wrong. */
import { askingWords } from "./analysis/stop-words.ts";
import { termOf } from "./analysis/terms.ts";
import { wordsWithPlaces, type Word } from "./analysis/words.ts";
import type { PhrasePlace, Segment } from "./index/segment.ts";
import type { Segments } from "./index/segments.ts";

export interface QueryTerm {
  readonly term: string;
  readonly weight: number;
  /** The word it was first typed as, folded. */
  readonly word: string;
  /** Where other spellings of the word are in the index as well. */
  readonly spelled?: Spelled;
}

/** A term with other spellings of it, as one term. */
export interface Spelled {
  /** How often it stands in each paper, title counting more, by segment and the paper's number there. */
  readonly frequencies: ReadonlyMap<Segment, Float32Array>;
  /** The logarithm of its rarity. */
  readonly idf: number;
  /** The other spellings. */
  readonly others: readonly (readonly PhrasePlace[])[];
}

export interface ParsedQuery {
  /** Each term once, in the order of their first words. */
  readonly terms: readonly QueryTerm[];
  /** Terms in the order typed, repetitions included, for what stands beside what. */
  readonly sequence: readonly string[];
  /** The term that two neighbours of the sequence make when they are written as one word, by both, a space between them. */
  readonly pairs?: ReadonlyMap<string, string | null>;
  /** All words in the order typed, stop words too. */
  readonly words: readonly QueryWord[];
  /** What was quoted: only papers with all of these are wanted. */
  readonly phrases: readonly (readonly string[])[];
}

export interface QueryWord {
  readonly text: string;
  /** Whether a hyphen joins it to the next. */
  readonly hyphen: boolean;
}

/** Of a longer text only the beginning is searched for. */
const longest = { characters: 10_000, words: 400, terms: 100 };

/** A repeated word counts more, but ever less so: n -> n * (k3 + 1) / (n + k3). */
const k3 = 8;

/** A query with so many terms is a sentence, and may ask for "articles that describe ..." */
const sentence = 5;
const askingWeight = 0.2;

/** With more other words than this, quotation marks quote; with fewer they say how the words have to stand. */
const otherWords = 8;

/** Between two words, AND, OR and NOT are somebody's habit, and no acronyms. */
const operators = new Set(["AND", "OR", "NOT"]);

const quoted = /["“”„«»]([^"“”„«»]+)["“”„«»]/g;

export function parseQuery(text: string): ParsedQuery {
  const read = text.slice(0, longest.characters);
  const words = wordsWithPlaces(read).slice(0, longest.words);
  const found = new Map<string, { word: string; count: number }>();
  const sequence: string[] = [];
  for (const { text: word } of words) {
    const term = termOf(word);
    if (term === null || (operators.has(word) && words.length > 1)) continue;
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
  return {
    terms,
    sequence,
    words: words.map(({ text: word, end }, at) => ({ text: word, hyphen: hyphenBetween(read, end, words[at + 1]) })),
    phrases: phrasesIn(read, words),
  };
}

/** A query of nothing but stop words may mean acronyms ("who" finds the WHO), and is otherwise looked for as it stands: "to be or not to be". */
export function withAcronyms(index: Segments, query: ParsedQuery): ParsedQuery {
  if (query.terms.length > 0 || query.phrases.length > 0) return query;
  const acronyms = new Set(query.words.map(({ text }) => text.toUpperCase()));
  const terms = [...acronyms]
    .filter((term) => index.papersWith(term) > 0)
    .map((term) => ({ term, word: term, weight: 1 }));
  const phrases = terms.length === 0 && query.words.length > 1 ? [query.words.map(({ text }) => text)] : [];
  return { ...query, terms, phrases, sequence: terms.map(({ term }) => term) };
}

const hyphenBetween = (text: string, end: number, next: Word | undefined): boolean =>
  next !== undefined && /^[-\u2010\u2011]$/.test(text.slice(end, next.start));

function phrasesIn(text: string, words: readonly Word[]): string[][] {
  const phrases: string[][] = [];
  let others = words.length;
  for (const { index, 0: all } of text.matchAll(quoted)) {
    const inside = words.filter(({ start }) => start > index && start < index + all.length);
    others -= inside.length;
    if (inside.length > 0) phrases.push(inside.map((word) => word.text));
  }
  return others <= otherWords ? phrases : [];
}
