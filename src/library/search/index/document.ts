/** A paper as search sees it: three fields, their words in order, and how often each term stands in each field. */
import { wordsIn } from "../analysis/words.ts";

export interface SearchDocument {
  readonly id: number;
  readonly title: string;
  /** Our summary and the abstract. */
  readonly body: string;
  /** Names, an organization, identifiers: they count as matches, and not as length. */
  readonly names: string;
}

/** Words in the order of the text, stop words too: a phrase may have them. */
export interface DocumentWords {
  readonly id: number;
  readonly title: readonly string[];
  readonly body: readonly string[];
  /** One list for each name: no phrase goes from one to the next. */
  readonly names: readonly (readonly string[])[];
}

export const analyzeDocument = ({ id, title, body, names }: SearchDocument): DocumentWords => ({
  id,
  title: wordsIn(title),
  body: wordsIn(body),
  names: names.split("\n").map(wordsIn),
});

/** How often a term stands in the fields of one paper, in one byte: title up to 3, names up to 1, body up to 31. */
export const packed = {
  title: (byte: number): number => byte >> 6,
  names: (byte: number): number => (byte >> 5) & 1,
  body: (byte: number): number => byte & 31,
};

/** Numbers of terms in each field -> packed counts by number. */
export function countTerms(title: readonly number[], body: readonly number[], names: readonly number[]) {
  const counts = new Map<number, number>();
  for (const term of title) {
    const before = counts.get(term) ?? 0;
    if (packed.title(before) < 3) counts.set(term, before + (1 << 6));
  }
  for (const term of names) counts.set(term, (counts.get(term) ?? 0) | (1 << 5));
  for (const term of body) {
    const before = counts.get(term) ?? 0;
    if (packed.body(before) < 31) counts.set(term, before + 1);
  }
  return counts;
}
