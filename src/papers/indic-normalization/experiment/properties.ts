/** What must hold of every word, whatever it is. */
import { graphemes, parts } from "../method.ts";
import { codesIn, type Script } from "../scripts.ts";

/** In percent. */
export const shareOf = <T>(all: readonly T[], holds: (one: T) => boolean): number =>
  (100 * all.filter(holds).length) / all.length;

/** One letter, or several that a virama joins, each with its marks: a pattern of its own, which knows nothing of the parser. */
const syllable =
  /^\P{M}(?:[\p{M}\u200c\u200d]*[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0d4d]\u200d*\p{L})*[\p{M}\u200c\u200d]*$/u;

/** Whether the units are syllables, but for marks at the start, and join again to the word, as their parts do. */
export function isDistinct(word: string): boolean {
  return (["paper", "script"] as const).every((conjuncts) => {
    const units = graphemes(word, { conjuncts });
    const whole = units.join("") === word;
    return whole && units.every((unit, at) => syllable.test(unit) || (at === 0 && /^[\p{M}\u200c\u200d]/u.test(unit)))
      && units.every((unit) => Object.values(parts(unit)).join("").length === unit.length); // prettier-ignore
  });
}

const consonantsOf = new WeakMap<Script, ReadonlySet<number>>();

/** Normalizing again changes nothing, equivalent texts become one, and no consonant is lost; a chillu is the letter that it was. */
export function keepsPromises(normalize: (text: string) => string, script: Script, word: string): boolean {
  const known = consonantsOf.get(script) ?? new Set(codesIn(script.consonants));
  consonantsOf.set(script, known);
  const chillus = ["\u0d23", "\u0d28", "\u0d30", "\u0d32", "\u0d33", "\u0d15"];
  const letters = (text: string) =>
    [...text.normalize("NFD").replace(/[\u0d7a-\u0d7f]/g, (one) => chillus[one.charCodeAt(0) - 0x0d7a])]
      .filter((sign) => known.has(sign.codePointAt(0)!))
      .join("");
  const once = normalize(word);
  return normalize(once) === once && normalize(word.normalize("NFD")) === once && letters(once) === letters(word);
}
