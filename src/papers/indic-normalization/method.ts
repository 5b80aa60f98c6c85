/**
 * Indic normalization: one spelling for what looks the same, syllable by syllable. Ansary et al. 2024, arXiv 2306.01743.
 *
 *   syllable   =  letter  nukta?  signs*  modifiers*  (joiners? virama joiners?)
 *   normalizer :  word -> word of such syllables, with a list of what was changed
 *   parser     :  word -> its syllables; consonants that a virama joins are one
 *
 * The authors' repairs in the authors' order are in compat.ts. Here are those that never take a letter away: pieces of a sign or vowel are
 * put together, the nukta goes to the consonant before it, signs stand before modifiers, each once, no virama between a letter and its
 * sign, joiners only beside a virama. Everything else stays, what is malformed included.
 */
import { sevenScripts, telugu, type Script } from "./scripts.ts";
import { consonant, joiner, nukta, sign, tablesOf, virama, vowel, zwj } from "./tables.ts";

export { graphemes, parts, type Parts } from "./syllables.ts";

export type Operation =
  | "composed"
  | "nukta moved"
  | "duplicate dropped"
  | "reordered"
  | "virama dropped"
  | "joiner dropped"
  | "chillu"
  | "sign without a letter";

export interface Change {
  /** What was done; a sign without a letter is only told, and stays. */
  readonly operations: readonly Operation[];
  readonly before: string;
  readonly after: string;
  /** Where it stands in the text in NFC, in UTF-16 code units. */
  readonly at: number;
}

/**
 * A function that brings text to one spelling, in NFC. It takes linear time, and changes nothing more if it is applied again.
 * Text of other scripts is only brought to NFC.
 */
export function normalizer(scripts: readonly Script[]): (text: string, changes?: Change[]) => string {
  const { kindAt, pairs, halves, chillus } = tablesOf(scripts);
  const isTidy = (text: string, from: number, to: number): boolean => {
    if (kindAt(text, from) === vowel && kindAt(text, from + 1) <= sign) return false;
    for (let at = from + 1, before = vowel; at < to; at++) {
      const kind = kindAt(text, at);
      if (kind <= before || kind === joiner) return false;
      before = kind;
    }
    return true;
  };

  /** One letter with all that follows it, up to the next letter. */
  function mended(text: string, note: (operation: Operation) => void): string {
    let letter = text[0];
    let done = "";
    let [nuktas, signs, modifiers] = ["", [] as string[], ""];
    let rank = 0;
    const addSign = (next: string): void => {
      const last = signs.at(-1);
      if (last === undefined) return void signs.push(next);
      if (last === next || halves.get(last)?.[1] === next) return note("duplicate dropped");
      const composed = pairs.get(last + next);
      const whole = composed ?? (halves.get(next)?.[0] === last ? next : undefined);
      if (whole === undefined) return void signs.push(next);
      note(composed === undefined ? "duplicate dropped" : "composed");
      signs.pop();
      addSign(whole);
    };
    const isBare = () => done === "" && signs.length === 0 && modifiers === "";
    /** A vowel letter and its first sign, where the two are one letter. */
    const absorb = (): void => {
      for (let both; done === "" && signs.length > 0 && (both = pairs.get(letter + signs[0])); signs.shift()) {
        letter = both;
        note("composed");
      }
    };
    const close = (): string => {
      absorb();
      const all = (done === "" ? letter : done) + nuktas + signs.join("") + modifiers;
      [nuktas, signs, modifiers, rank] = ["", [], "", 0];
      return all;
    };
    for (let at = 1; at < text.length;) {
      const kind = kindAt(text, at);
      const [here, start] = [text[at], at];
      if (kind >= virama) {
        while (at < text.length && kindAt(text, at) >= virama) at++;
        const run = text.slice(start, at);
        const place = [...run].findIndex((_, within) => kindAt(run, within) === virama);
        if (place < 0) {
          note("joiner dropped");
          continue;
        }
        absorb();
        let next = at;
        while (next < text.length && kindAt(text, next) !== sign && kindAt(text, next) !== virama) next++;
        if (isBare() && next < text.length && kindAt(text, next) === sign) {
          note("virama dropped");
          continue;
        }
        const joinersOf = (part: string) => once([...part].filter((_, of) => kindAt(part, of) === joiner).join(""));
        const [before, after] = [joinersOf(run.slice(0, place)), joinersOf(run.slice(place))];
        const chillu = chillus.get(letter);
        if (chillu !== undefined && isBare() && nuktas === "" && after.charCodeAt(0) === zwj) {
          letter = chillu;
          note("chillu");
          continue;
        }
        if (before.length + 1 + after.length < run.length) note("duplicate dropped");
        done = close() + before + run[place] + after;
        continue;
      }
      at++;
      if (kind === sign) {
        if (rank > sign) note("reordered");
        addSign(here);
      } else if (kind === nukta && done === "" && kindAt(letter, 0) === consonant) {
        if (nuktas === "" && !letter.normalize("NFD").includes(here)) {
          if (rank > nukta) note("nukta moved");
          nuktas = here;
        } else note("duplicate dropped");
      } else if (modifiers.endsWith(here)) note("duplicate dropped");
      else modifiers += here;
      rank = Math.max(rank, kind);
    }
    return close();
  }

  return (text, changes) => {
    // eslint-disable-next-line no-control-regex -- ASCII is a range of codes
    if (/^[\x00-\x7f]*$/.test(text)) return text;
    const given = text.normalize("NFC");
    if (!/[\u0900-\u0dff]/.test(given)) return given;
    let [result, kept] = ["", 0];
    for (let at = 0, next; at < given.length; at = next) {
      const kind = kindAt(given, at);
      next = at + 1;
      if (kind === consonant || kind === vowel) {
        while (next < given.length && kindAt(given, next) > vowel) next++;
        if (next === at + 1 || isTidy(given, at, next)) continue;
        const before = given.slice(at, next);
        const operations = new Set<Operation>();
        const after = mended(before, (operation) => operations.add(operation));
        if (after === before) continue;
        changes?.push({ operations: [...operations], before, after, at });
        result += given.slice(kept, at) + after;
        kept = next;
      } else if (changes && kind > vowel && kind < joiner)
        changes.push({ operations: ["sign without a letter"], before: given[at], after: given[at], at });
    }
    return kept === 0 ? given : (result + given.slice(kept)).normalize("NFC");
  };
}

/** Each of several equal ones in a row once. */
const once = (text: string): string => text.replace(/(.)\1+/gu, "$1");

/** The profile for texts that are kept: ours, over the seven scripts and Telugu. */
export const safe = normalizer([...sevenScripts, telugu]);
