/**
 * The authors' repairs in the authors' order, as the released normalizer (bnUnicodeNormalizer 0.1.7) does them to a word, oddities included:
 * a nukta jumps to the nearest letter that can have one, what is not in the tables is deleted, and the character before the first is the last.
 * Left out: cutting conjuncts that are not in a list of 352, which is not ours to ship. Only the experiment uses this.
 */
import {
  bengaliConnector,
  bengaliJoiners,
  khandaTa,
  khandaTaLast,
  twiceJoined,
  twiceReph,
  yaphala,
  yaphalaEnds,
} from "./compat-bengali.ts";
import { codesIn, entriesOf, type Script } from "./scripts.ts";

export interface Normalized {
  readonly given: string;
  /** null where nothing was left. */
  readonly normalized: string | null;
  readonly operations: readonly { readonly operation: string; readonly before: string; readonly after: string }[];
}

const [zwnj, zwj] = ["\u200c", "\u200d"];
const letters = (...codes: readonly number[]): Set<string> => new Set(codes.map((code) => String.fromCharCode(code)));
/** What an operation works on: characters, some of them deleted (null) or grown to more than one until the next operation. */
type Characters = (string | null)[];

/** Signs of punctuation that the released tables keep, by script. */
const punctuation: Readonly<Record<string, string>> = { Bengali: "!\"'(),-.:;<=>?[]{}।৷–—”√", Devanagari: "।॥:;!—?ऽ" };
const otherPunctuation = "!'(),-.:;<=>?[]{}।—”√";
/** A normalizer of words without spaces. */
export function compatNormalizer(script: Script): (word: string) => Normalized {
  const isBengali = script.name === "Bengali";
  const H = String.fromCharCode(script.virama);
  const N = script.nukta === undefined ? null : String.fromCharCode(script.nukta);
  const [V, C, D, M, digits] = [script.vowels, script.consonants, script.signs, script.modifiers, script.digits].map(
    (ranges) => letters(...codesIn(ranges)),
  );
  // Gujarati has an avagraha among its stops.
  const stops = new Set((punctuation[script.name] ?? otherPunctuation) + (script.name === "Gujarati" ? "ઽ" : ""));
  const marks = new Set([...D, ...M]);
  const starts = new Set([...marks, H]);
  const valid = new Set([" ", ...V, ...C, ...marks, ...digits, ...stops, H, zwj, zwnj]);
  const noConnector = new Set([...starts, ...V, ...digits, ...stops, ...(isBengali ? ["ৎ"] : [])]);
  const noLetter = new Set([...digits, ...stops]);
  const nuktaOf = new Map(entriesOf(script.nuktaLetters));
  const pairs = [...entriesOf(script.pairs), ...entriesOf(script.doubtfulPairs)];

  const before = (all: Characters, at: number) => all[at === 0 ? all.length - 1 : at - 1];
  const is = (set: ReadonlySet<string>, character: string | null | undefined): boolean =>
    typeof character === "string" && set.has(character);
  const settled = (all: Characters): Characters => [...all.join("")];
  const apply = (all: Characters, ...operations: readonly ((all: Characters) => Characters)[]): Characters =>
    operations.reduce((now, operation) => settled(operation(settled(now))), all);
  /** Does something at every place but the last. */
  const inner = (rule: (all: Characters, at: number) => void) => (all: Characters) => {
    for (let at = 0; at < all.length - 1; at++) rule(all, at);
    return all;
  };

  const brokenNukta = (all: Characters) => {
    if (nuktaOf.size > 0)
      for (let at = 0; at < all.length; at++) {
        if (all[at] !== N) continue;
        let to = at - 1;
        while (to >= 0 && !nuktaOf.has(all[to] ?? "")) to--;
        if (to < 0) continue;
        [all[to], all[at]] = [nuktaOf.get(all[to]!)!, null];
      }
    return all;
  };
  const invalidUnicode = (all: Characters) => {
    let [from, to] = [0, all.length];
    while (from < to && is(starts, all[from])) from++;
    // Words may end in a virama, but in Bengali.
    const shown = !isBengali && from < to && all[to - 1] === H;
    while (to > from && all[to - 1] === H) to--;
    return [...all.slice(from, to), ...(shown ? [H] : [])].filter((character) => is(valid, character));
  };
  const invalidConnector = inner((all, at) => {
    if (all[at] === H && (is(noConnector, before(all, at)) || is(noConnector, all[at + 1]))) all[at] = null;
  });
  const signTwice = inner((all, at) => {
    if (is(D, all[at]) && is(D, all[at + 1])) all[all[at] === all[at + 1] ? at : at + 1] = null;
  });
  const modifierTwice = inner((all, at) => {
    const [one, next] = [all[at], all[at + 1]];
    if (!is(M, one) || !is(M, next)) return;
    if (one === next) all[at] = null;
    else if (!isBengali) return;
    else if (next === "\u0981") [all[at], all[at + 1]] = [next, one];
    else if (one !== "\u0981") all[at + 1] = null;
  });
  const order = inner((all, at) => {
    if (is(M, all[at]) && is(D, all[at + 1])) [all[at], all[at + 1]] = [all[at + 1], all[at]];
  });
  const afterNoLetter = (all: Characters) => {
    for (let at = 1; at < all.length; at++) if (is(marks, all[at]) && is(noLetter, all[at - 1])) all[at] = null;
    return all;
  };
  const diacritics = (all: Characters) => apply(all, signTwice, modifierTwice, order, afterNoLetter);
  const signAfterVowel = (all: Characters) => {
    for (let at = 0; at < all.length; at++) {
      if (!is(D, all[at]) || !is(V, before(all, at))) continue;
      if (isBengali && before(all, at) === "এ") all[at === 0 ? all.length - 1 : at - 1] = "ত্র";
      else all[at] = null;
    }
    return all;
  };
  const joiners = isBengali ? bengaliJoiners(H) : otherJoiners(H);
  const connector = isBengali ? bengaliConnector(H, (character) => is(noConnector, character)) : invalidConnector;
  const compose = (all: Characters) => apply(all, invalidUnicode, connector, diacritics, signAfterVowel, joiners);

  const inWord: [string, readonly (readonly [string, string])[]][] = [["BrokenDiacritics", pairs]];
  const inCharacters: [string, (all: Characters) => Characters][] = [
    ["BrokenNukta", brokenNukta],
    ["InvalidUnicode", invalidUnicode],
    ["InvalidConnector", connector],
    ["FixDiacritics", diacritics],
    ["VowelDiacriticAfterVowel", signAfterVowel],
  ];
  if (isBengali) {
    inWord.push(["AssameseReplacement", [["ৰ", "র"], ["ৱ", "ব"]]], ["PunctuationReplacement", [["৷", "।"], ["–", "-"]]]); // prettier-ignore
    inCharacters.push(
      ["base_bangla_compose", compose],
      ["ToAndHosontoNormalize", (all) => compose(apply(all, khandaTa(H), khandaTaLast(marks)))],
      [
        "NormalizeConjunctsDiacritics",
        (all) => compose(apply(all, yaphala(H), twiceJoined(H, C), twiceReph(H), yaphalaEnds(H))),
      ],
    );
  }

  return (given) => {
    if (/\s/.test(given.trim())) throw new Error(`not one word: ${JSON.stringify(given)}`);
    const operations: Normalized["operations"][number][] = [];
    let word = given;
    const log = (operation: string, after: string) => {
      if (after !== word) operations.push({ operation, before: word, after });
      word = after;
    };
    for (const [name, map] of inWord)
      log(
        name,
        map.reduce((now, [from, to]) => now.replaceAll(from, to), word),
      );
    for (const [name, operation] of inCharacters) {
      log(name, apply([...word], operation).join(""));
      if (word === "") return { given, normalized: null, operations };
    }
    return { given, normalized: apply([...word], compose).join(""), operations };
  };
}

/** Joiners: not first, one at a time, and no virama behind one. */
const otherJoiners = (H: string) => (all: Characters) => {
  const isJoiner = (character: string | null | undefined) => character === zwnj || character === zwj;
  for (let at = 0; at < all.length; at++) {
    if (at === 0) {
      if (isJoiner(all[0])) all[0] = null;
      continue;
    }
    if (isJoiner(all[at]) && at + 1 < all.length && (all[at + 1] === H || isJoiner(all[at + 1]))) all[at + 1] = null;
    if (isJoiner(all[at]) && (all[at - 1] === null || isJoiner(all[at - 1]))) all[at] = null;
  }
  return all;
};
