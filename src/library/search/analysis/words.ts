/** Text as the words that are searched: lower case, without accents, parted where neither a letter nor a digit stands. */
import { safe } from "#papers/indic-normalization/method";
import { asciiLetters } from "../../ingest/text/letters.ts";
import { stopWords } from "./stop-words.ts";

export interface Word {
  /** Lower case, without accents; an acronym that is otherwise a stop word (WHO, CAN, IT) stays in capitals. */
  readonly text: string;
  /** First and one past the last character in the text it was found in. */
  readonly start: number;
  readonly end: number;
}

/** Longer runs of letters are no words: an index does not have to hold them. */
const longest = 40;

/**
 * Ids, versions and models (2401.00001, GPT3.5), initials with points (U.S.), languages (C++, C#), and letters with their marks and digits.
 * Joiners and soft hyphens do not part a word.
 */
const pattern =
  /[a-zA-Z]*\d+(?:\.\d+)+|(?<![\p{L}\p{N}])(?:\p{Lu}\.){2,}(?!\p{L})|(?<![\p{L}\p{N}])[A-Za-z](?:\+\+(?![\p{L}+])|#(?![\p{L}\p{N}#]))|[\p{L}\p{N}][\p{L}\p{N}\p{M}\u00ad\u200c\u200d]*/gu;
/** The same for ASCII, several times faster. */
const plainPattern =
  /[a-zA-Z]*\d+(?:\.\d+)+|(?<![a-zA-Z0-9])(?:[A-Z]\.){2,}(?![a-zA-Z])|(?<![a-zA-Z0-9])[A-Za-z](?:\+\+(?![a-zA-Z+])|#(?![a-zA-Z0-9#]))|[a-zA-Z0-9]+/g;

// eslint-disable-next-line no-control-regex -- ASCII is a range of codes
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

/** Vowel points of Hebrew and Arabic may be written or not. Vowel signs of Indic scripts are letters, and stay. */
const POINTS = /([\p{Script=Hebrew}\p{Script=Arabic}])[\p{M}\u0640]+/gu;
const HIDDEN = /[\u00ad\u200c\u200d]/g;

/** The same text in one spelling, whatever its case, accents, ligatures and width, and however its Indic syllables were typed. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  const plain = asciiLetters(safe(text)).replace(HIDDEN, "");
  const bare = /[\u0590-\u08ff]/.test(plain) ? plain.normalize("NFD").replace(POINTS, "$1").normalize("NFC") : plain;
  return bare.toLowerCase();
}

const greek =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega";
/** A letter that stands alone is a quantity, and is called by its name: β-VAE is beta-VAE. */
const letterNames = new Map(greek.split(" ").map((name, at) => [String.fromCodePoint(0x3b1 + at), name]));

/** Scripts that put no spaces between words, or particles behind them: two neighbouring characters are a word. */
const UNSPACED =
  /(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]\p{M}*)+/gu;

/** The words of a text in order. */
export const wordsIn = (text: string): string[] => wordsWithPlaces(text).map((word) => word.text);

/** The words of a text in order, each with its place; those of an unspaced script overlap. */
export function wordsWithPlaces(text: string): Word[] {
  const plain = isAscii(text);
  const words: Word[] = [];
  let capitals: boolean | undefined;
  for (const match of text.matchAll(plain ? plainPattern : pattern)) {
    const [found] = match;
    const start = match.index;
    if (!plain && /[\u0e00-\uffff]/.test(found) && addUnspaced(words, found, start)) continue;
    const letters =
      found.includes(".") && /^\p{L}/u.test(found) && found.endsWith(".") ? found.replaceAll(".", "") : found;
    const word = plain ? letters.toLowerCase() : fold(letters);
    const acronym =
      word.length > 1 && stopWords.has(word) && letters === letters.toUpperCase() && !(capitals ??= inCapitals(text));
    const written = acronym ? word.toUpperCase() : (letterNames.get(word) ?? word);
    words.push({ text: written.slice(0, longest), start, end: start + found.length });
  }
  return words;
}

/** A heading in capitals has no acronyms that could be told from its other words. */
const inCapitals = (text: string): boolean =>
  /\S\s+\S+\s+\S/.test(text) && 2 * (text.match(/\p{Ll}/gu)?.length ?? 0) < (text.match(/\p{Lu}/gu)?.length ?? 0);

/** @returns whether there was anything of an unspaced script; what stands between is added too. */
function addUnspaced(words: Word[], text: string, start: number): boolean {
  let end = 0;
  const spaced = (to: number) => {
    if (to > end)
      words.push({ text: fold(text.slice(end, to)).slice(0, longest), start: start + end, end: start + to });
  };
  for (const run of text.matchAll(UNSPACED)) {
    spaced(run.index);
    end = run.index + run[0].length;
    const characters = [...run[0].matchAll(/\P{M}\p{M}*/gu)];
    for (const [at, { index }] of characters.entries()) {
      if (at === 0 && characters.length > 1) continue;
      const from = characters[Math.max(0, at - 1)].index;
      const to = index + characters[at][0].length;
      words.push({
        text: fold(run[0].slice(from, to)),
        start: start + run.index + from,
        end: start + run.index + to,
      });
    }
  }
  if (end === 0) return false;
  spaced(text.length);
  return true;
}
