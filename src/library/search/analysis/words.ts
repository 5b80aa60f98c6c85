/** Text as the words that are searched: lower case, without accents, parted where neither a letter nor a digit stands. */

export interface Word {
  /** Lower case, without accents. */
  readonly text: string;
  /** First and one past the last character in the text it was found in. */
  readonly start: number;
  readonly end: number;
}

/** Longer runs of letters are no words: an index does not have to hold them. */
const longest = 40;

/** Letters with their marks, digits; ids and versions such as 2401.00001 and 3.5 stay whole. */
const pattern = /\d+(?:\.\d+)+|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** The same for ASCII in lower case, several times faster. */
const plainPattern = /\d+(?:\.\d+)+|[a-z0-9]+/g;

// eslint-disable-next-line no-control-regex -- ASCII is a range of codes
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

/** The same text in one spelling, whatever its case, accents and width. */
export const fold = (text: string): string =>
  isAscii(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The words of a text in order, without their places: what indexing needs. */
export function wordsIn(text: string): string[] {
  const folded = fold(text);
  const words: string[] = folded.match(isAscii(folded) ? plainPattern : pattern) ?? [];
  for (let at = 0; at < words.length; at++) if (words[at].length > longest) words[at] = words[at].slice(0, longest);
  return words;
}

/** The words of a text in order, each with its place. */
export function wordsWithPlaces(text: string): Word[] {
  const plain = isAscii(text);
  const words: Word[] = [];
  for (const match of (plain ? text.toLowerCase() : text).matchAll(plain ? plainPattern : pattern)) {
    const start = match.index;
    const word = plain ? match[0] : fold(match[0]);
    words.push({ text: word.slice(0, longest), start, end: start + match[0].length });
  }
  return words;
}
