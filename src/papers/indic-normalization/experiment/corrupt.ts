/**
 * Ten ways in which a word of these scripts is typed badly, all of them in the paper's list of errors, and two that only the IndicNLP normalizer
 * knows. Each takes characters and a place, drawn among those where it can happen; none is certain to be seen on a screen.
 */
import type { Stream } from "#engine";
import { codesIn, entriesOf, type Script } from "../scripts.ts";

export const kinds = [
  "signs in pieces",
  "letter as two",
  "modifier before sign",
  "nukta behind sign",
  "mark twice",
  "virama twice",
  "virama before sign",
  "virama beside vowel",
  "sign at the start",
  "stray joiner",
  "colon for visarga",
  "old chillu",
] as const;
export type Kind = (typeof kinds)[number];
/** Of the paper's list: all but those that only the other normalizer knows. */
export const paperKinds: readonly Kind[] = kinds.slice(0, 10);

export interface Corrupted {
  readonly word: string;
  readonly kinds: readonly Kind[];
}

/** For each kind: whether it can happen before the character at a place, and what the whole word is then. */
type Slip = (characters: readonly string[]) => { readonly at: readonly number[]; make(at: number): string };

export function corruptor(script: Script): (word: string, draw: Stream, only?: readonly Kind[]) => Corrupted | null {
  const of = (ranges: string) => new Set(codesIn(ranges).map((code) => String.fromCharCode(code)));
  const [V, C, D, M] = [of(script.vowels), of(script.consonants), of(script.signs), of(script.modifiers)];
  const H = String.fromCharCode(script.virama);
  const N = String.fromCharCode(script.nukta ?? 0);
  const visarga = String.fromCharCode((script.virama & ~0x7f) + 3);
  // Those that NFC would put together again are signs in pieces.
  const pieces = new Map(
    entriesOf(script.pairs)
      .filter(([from, to]) => from.normalize("NFC") !== to)
      .map(([from, to]) => [to, from]),
  );
  const chillus = new Map(entriesOf(script.chillus).map(([from, to]) => [to, from]));
  const joined = (all: readonly string[], at: number, drop: number, ...insert: readonly string[]) =>
    all.toSpliced(at, drop, ...insert).join("");
  const where = (all: readonly string[], can: (at: number) => boolean) => all.flatMap((_, at) => (can(at) ? [at] : []));
  const isLetter = (character: string | undefined) => character !== undefined && (V.has(character) || C.has(character));

  const slips: Record<Kind, Slip> = {
    "signs in pieces": (all) => ({
      at: where(all, (at) => all[at].normalize("NFD") !== all[at]),
      make: (at) => joined(all, at, 1, ...all[at].normalize("NFD")),
    }),
    "letter as two": (all) => ({
      at: where(all, (at) => pieces.has(all[at])),
      make: (at) => joined(all, at, 1, ...pieces.get(all[at])!),
    }),
    "modifier before sign": (all) => ({
      at: where(all, (at) => D.has(all[at]) && M.has(all[at + 1])),
      make: (at) => joined(all, at, 2, all[at + 1], all[at]),
    }),
    "nukta behind sign": (all) => ({
      at: where(all, (at) => all[at] === N && D.has(all[at + 1])),
      make: (at) => joined(all, at, 2, all[at + 1], N),
    }),
    "mark twice": (all) => ({
      at: where(all, (at) => D.has(all[at]) || M.has(all[at])),
      make: (at) => joined(all, at, 1, all[at], all[at]),
    }),
    "virama twice": (all) => ({
      at: where(all, (at) => all[at] === H),
      make: (at) => joined(all, at, 1, H, H),
    }),
    "virama before sign": (all) => ({
      at: where(all, (at) => C.has(all[at - 1]) && D.has(all[at])),
      make: (at) => joined(all, at, 0, H),
    }),
    "virama beside vowel": (all) => ({
      at: where(all, (at) => V.has(all[at - 1]) && C.has(all[at])),
      make: (at) => joined(all, at, 0, H),
    }),
    "sign at the start": (all) => ({
      at: where(all, (at) => D.has(all[at])),
      make: (at) => all[at] + all.join(""),
    }),
    "stray joiner": (all) => ({
      at: where(all, (at) => isLetter(all[at - 1]) && isLetter(all[at])),
      make: (at) => joined(all, at, 0, at % 2 === 0 ? "\u200c" : "\u200d"),
    }),
    "colon for visarga": (all) => ({
      at: where(all, (at) => all[at] === visarga),
      make: (at) => joined(all, at, 1, ":"),
    }),
    "old chillu": (all) => ({
      at: where(all, (at) => chillus.has(all[at])),
      make: (at) => joined(all, at, 1, chillus.get(all[at])!, H, "\u200d"),
    }),
  };

  /** One to three slips, each of a kind of its own; null where the word allows none. */
  return (word, draw, only = kinds) => {
    const [wanted] = draw.integers(1, 3);
    const done: Kind[] = [];
    let now = word;
    for (const at of draw.permutation(only.length)) {
      if (done.length > wanted) break;
      const slip = slips[only[at]]([...now]);
      if (slip.at.length === 0) continue;
      const [place] = draw.integers(1, slip.at.length);
      now = slip.make(slip.at[place]);
      done.push(only[at]);
    }
    return done.length === 0 ? null : { word: now, kinds: done };
  };
}
