/**
 * Words that keep papers out: `-vision` and `-"image captioning"` in a query, or a list of them beside any other filter. A word keeps
 * out its other forms too ("vision", "visions"); words in quotes, or joined by hyphens, only where they stand side by side.
 */
import { termOf } from "./analysis/terms.ts";
import { wordsIn } from "./analysis/words.ts";
import type { SearchDocument } from "./index/document.ts";
import { exactly } from "./index/phrases.ts";
import type { Segments } from "./index/segments.ts";

/** A word's term, or the words of a phrase. */
type Unwanted = { readonly term: string } | { readonly phrase: readonly string[] };

/** Longer lists are cut: nobody means so many. */
const max = 50;

const part = /-?["“”„«»]([^"“”„«»]+)["“”„«»]|[^\s,;"“”„«»]+/gu;

/** @param text words and quoted phrases, as they are typed; a hyphen before one changes nothing. Stop words alone keep nothing out. */
export function unwantedIn(text: string): Unwanted[] {
  const found: Unwanted[] = [];
  for (const [all, quoted] of text.matchAll(part)) {
    const words = wordsIn(quoted ?? all);
    const term = words.length === 1 ? termOf(words[0]) : null;
    if (term !== null) found.push({ term });
    else if (words.length > 1) found.push({ phrase: words });
  }
  return found.slice(0, max);
}

/** Ids of the papers of an index that have one of them anywhere: title, summary, abstract, names. */
export function papersWithAny(index: Segments, unwanted: readonly Unwanted[]): Set<number> {
  const papers = new Set<number>();
  for (const one of unwanted)
    for (const id of "term" in one ? index.papersWithTerm(one.term) : index.papersWithPhrase(one.phrase))
      papers.add(id);
  return papers;
}

/** The same of one paper, which may not be in the index yet. */
export function hasAny({ title, body, names }: SearchDocument, unwanted: readonly Unwanted[]): boolean {
  if (unwanted.length === 0) return false;
  return [title, body, ...names.split("\n")].some((text) => {
    const words = wordsIn(text);
    const terms = new Set(words.map(termOf));
    return unwanted.some((one) => ("term" in one ? terms.has(one.term) : standsIn(words, one.phrase)));
  });
}

function standsIn(words: readonly string[], phrase: readonly string[]): boolean {
  const wanted = phrase.map((word) => exactly(word).words);
  return words.some((_, at) => wanted.every((forms, next) => forms.includes(words[at + next])));
}

/** Only of short texts: in a pasted one a hyphen begins the item of a list. */
const longestQuery = 300;

const negative = /(?<=^|\s)-(?:["“”„«»]([^"“”„«»]+)["“”„«»]|(\p{L}(?:[^\s,;"“”„«»]*[\p{L}\p{N}\p{M}+#])?))/gu;
const quotes = /["“”„«»][^"“”„«»]*["“”„«»]/gu;

/** One `-word` of a query. */
export interface Negative {
  readonly start: number;
  readonly end: number;
  /** As it was typed. */
  readonly words: string;
  /** Without hyphen and quotes. */
  readonly says: string;
}

/** What a query says not to want; nothing inside quotes. */
export function negativesIn(query: string): Negative[] {
  if (query.length > longestQuery) return [];
  // A quote that a hyphen stands before is a negative itself.
  const protectedParts = [...query.matchAll(quotes)].filter(({ index }) => query[index - 1] !== "-");
  return [...query.matchAll(negative)].flatMap(({ index, 0: words, 1: quoted, 2: word }) => {
    const inside = protectedParts.some((one) => one.index < index && index < one.index + one[0].length);
    return inside || unwantedIn(words).length === 0
      ? []
      : [{ start: index, end: index + words.length, words, says: quoted ?? word }];
  });
}
