/** Words side by side: which papers have them, and how often. */
import { stopWords } from "../analysis/stop-words.ts";
import type { PhrasePlace, Segment } from "./segment.ts";

/** A word as it is written, whatever its case and accents. */
export const exactly = (word: string): PhrasePlace => {
  const small = word.toLowerCase();
  return { term: null, words: stopWords.has(small) ? [small, small.toUpperCase()] : [word] };
};

/**
 * Calls back for every paper of a segment that has the phrase, replaced ones included.
 * @param terms that all such papers have: only theirs are read. None: all are read.
 */
export function eachWithPhrase(
  segment: Segment,
  phrase: readonly PhrasePlace[],
  terms: readonly string[],
  visit: (paper: number, counts: readonly [title: number, body: number, names: number]) => void,
): void {
  const numbers: number[] = [];
  for (const term of new Set(terms)) {
    const number = segment.numberOf(term);
    if (number === undefined) return;
    numbers.push(number);
  }
  const places = segment.placesOf(phrase);
  if (places === null) return;
  const look = (paper: number): void => {
    const counts = segment.occurrences(paper, places);
    if (counts[0] + counts[1] + counts[2] > 0) visit(paper, counts);
  };
  if (numbers.length === 0) {
    for (let paper = 0; paper < segment.ids.length; paper++) look(paper);
    return;
  }
  // The rarest first: the others are only compared with its papers.
  numbers.sort((a, b) => segment.documentFrequency[a] - segment.documentFrequency[b]);
  let papers: number[] = [];
  segment.each(numbers[0], (paper) => papers.push(paper));
  for (const number of numbers.slice(1)) {
    const both: number[] = [];
    let at = 0;
    segment.each(number, (paper) => {
      while (at < papers.length && papers[at] < paper) at++;
      if (papers[at] === paper) both.push(paper);
    });
    papers = both;
  }
  for (const paper of papers) look(paper);
}
