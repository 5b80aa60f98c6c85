/**
 * The parser: text as the syllables that a reader sees, and what each is made of.
 *
 *   syllable = letter (mark | joiner)*, and the next letter with its own where a virama joins the two
 */
import { clustersIn } from "#lab/text/clusters";
import { sevenScripts, telugu } from "./scripts.ts";
import { first, modifier, sign, tablesOf, zwj } from "./tables.ts";

const { kindAt } = tablesOf([...sevenScripts, telugu]);
/** A run of Indic text, from a letter, digit or stop on. */
const run = /(?!\p{M})[\u0900-\u0dff][\u0900-\u0dff\p{M}\u200c\u200d]*/gu;
const isMark = (text: string): boolean => /^[\p{M}\u200c\u200d]/u.test(text);
/** Blocks of 128 have it at the same place, all but Sinhala. */
const isVirama = (code: number): boolean =>
  (code >= first && code < 0x0d80 && (code & 0x7f) === 0x4d) || code === 0x0dca;
/** Scripts that show their virama: letters do not join there. */
const isShown = (code: number): boolean => (code >= 0x0a00 && code < 0x0a80) || (code >= 0x0b80 && code < 0x0c00);

/**
 * The syllables of a text, which join again to the text. Other scripts: what Unicode calls a grapheme cluster.
 * @param conjuncts "paper": a virama joins letters in every script; "script": not in Tamil and Gurmukhi, which show it.
 */
export function graphemes(text: string, { conjuncts = "script" as "script" | "paper" } = {}): string[] {
  const units: string[] = [];
  let done = 0;
  const others = (to: number) => {
    if (to > done) for (const cluster of clustersIn(text.slice(done, to))) units.push(cluster);
  };
  for (const { 0: found, index } of text.matchAll(run)) {
    others(index);
    done = index + found.length;
    let unit = "";
    let joins = false;
    for (const sign of found) {
      if (unit !== "" && !isMark(sign) && !(joins && /\p{L}/u.test(sign))) {
        units.push(unit);
        unit = "";
      }
      unit += sign;
      const code = sign.codePointAt(0)!;
      if (isVirama(code)) joins = conjuncts === "paper" || !isShown(code);
      else if (code !== zwj) joins = false;
    }
    units.push(unit);
  }
  others(text.length);
  return units;
}

/** What a syllable is made of: letters with what joins them, vowel signs, and modifiers. */
export interface Parts {
  readonly root: string;
  readonly signs: string;
  readonly modifiers: string;
}

export function parts(unit: string): Parts {
  const found = { root: "", signs: "", modifiers: "" };
  for (const character of unit) {
    const kind = kindAt(character, 0);
    found[kind === sign ? "signs" : kind === modifier ? "modifiers" : "root"] += character;
  }
  return found;
}
