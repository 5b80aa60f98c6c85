/** What the normalizer and the parser know of a script, made from its lists. */
import { codesIn, entriesOf, type Script } from "./scripts.ts";

/** Ranks of what follows a letter: in a syllable they ascend. */
export const [other, consonant, vowel, nukta, sign, modifier, virama, joiner] = [0, 1, 2, 3, 4, 5, 6, 7];
/** All blocks of the scripts of India. */
export const [first, end] = [0x0900, 0x0e00];
export const [zwnj, zwj] = [0x200c, 0x200d];

export interface Tables {
  kindAt(text: string, at: number): number;
  /** What two characters make together. */
  readonly pairs: ReadonlyMap<string, string>;
  /** Of those that NFC makes: the two, by what they make. */
  readonly halves: ReadonlyMap<string, string>;
  readonly chillus: ReadonlyMap<string, string>;
}

export function tablesOf(scripts: readonly Script[]): Tables {
  const kinds = new Uint8Array(end - first);
  const [pairs, halves, chillus] = [0, 1, 2].map(() => new Map<string, string>());
  for (const script of scripts) {
    const { added = {} } = script;
    const mark = (codes: readonly number[], kind: number) => codes.forEach((code) => (kinds[code - first] = kind));
    mark(codesIn(script.vowels), vowel);
    mark([...codesIn(script.consonants), ...codesIn(added.consonants)], consonant);
    const signs = [...codesIn(script.signs), ...codesIn(added.signs)];
    mark(signs, sign);
    mark([...codesIn(script.modifiers), ...codesIn(added.modifiers)], modifier);
    mark([script.virama], virama);
    if (script.nukta !== undefined) mark([script.nukta], nukta);
    for (const [from, to] of entriesOf(script.pairs)) pairs.set(from, to);
    for (const [from, to] of entriesOf(script.chillus)) chillus.set(from, to);
    // And those of Unicode's own.
    for (const left of [...codesIn(script.vowels), ...signs])
      for (const right of signs) {
        const both = String.fromCodePoint(left, right);
        const composed = both.normalize("NFC");
        if (composed.length > 1) continue;
        pairs.set(both, composed);
        halves.set(composed, both);
      }
  }
  const kindAt = (text: string, at: number): number => {
    const code = text.charCodeAt(at);
    if (code >= first && code < end) return kinds[code - first];
    return code === zwnj || code === zwj ? joiner : other;
  };
  return { kindAt, pairs, halves, chillus };
}
