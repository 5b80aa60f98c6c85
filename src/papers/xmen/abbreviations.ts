/** Abbreviations that a text itself explains: "magnetic resonance imaging (MRI)". Schwartz and Hearst 2003. */

export interface Abbreviation {
  readonly short: string;
  readonly long: string;
}

/** A short form has 2 to 10 characters, begins with a letter or digit, has a letter, and at most two words. */
const isShort = (text: string): boolean =>
  text.length >= 2 &&
  text.length <= 10 &&
  /^[\p{L}\p{N}]/u.test(text) &&
  /\p{L}/u.test(text) &&
  text.split(" ").length <= 2;

const isSign = (sign: string): boolean => /[\p{L}\p{N}]/u.test(sign);

/**
 * From the right, every letter and digit of the short form is found in the text before it, the first one at the beginning of a word. The long
 * form begins there; null where there is none, or where it is no longer than the short form.
 */
export function longForm(short: string, before: string): string | null {
  const [low, text] = [short.toLowerCase(), before.toLowerCase()];
  let at = text.length - 1;
  for (let sign = low.length - 1; sign >= 0; sign--) {
    if (!isSign(low[sign])) continue;
    while (at >= 0 && (text[at] !== low[sign] || (sign === 0 && at > 0 && isSign(text[at - 1])))) at--;
    if (at < 0) return null;
    at--;
  }
  const begin = text.lastIndexOf(" ", at) + 1;
  const long = before.slice(begin);
  return long.length > short.length && long.split(/\s+/).length <= Math.min(short.length + 5, 2 * short.length)
    ? long
    : null;
}

/** All "long form (short form)" of a text, in its order. */
export function abbreviations(text: string): Abbreviation[] {
  const found: Abbreviation[] = [];
  for (const match of text.matchAll(/\(([^()]{2,10})\)/gu)) {
    const short = match[1].trim();
    if (!isShort(short)) continue;
    const sentence = text
      .slice(0, match.index)
      .split(/[.;:!?]\s/u)
      .at(-1)!
      .trimEnd();
    const words = sentence
      .split(/\s+/u)
      .slice(-Math.min(short.length + 5, 2 * short.length))
      .join(" ");
    const long = longForm(short, words);
    if (long !== null) found.push({ short, long });
  }
  return found;
}

/** What each generator searches for: trigrams the long form instead of the short one, the encoder both. */
export const searched = (
  mention: string,
  long: string | undefined,
): { readonly trigrams: string; readonly dense: string } =>
  long === undefined ? { trigrams: mention, dense: mention } : { trigrams: long, dense: `${mention} [SEP] ${long}` };
