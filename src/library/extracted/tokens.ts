/** A sentence as words, quantities and marks: what the extractors look at. */
import { readNumber } from "#lab/extraction/table/numbers";
import { units, type UnitKind } from "./lexicon.ts";

/** Positions are those of the sentence, in UTF-16 code units. */
interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Word extends Place {
  readonly kind: "word" | "mark";
  readonly text: string;
}

export interface Quantity extends Place {
  readonly kind: "quantity";
  /** As it is written, with its unit: "5.1×", "4-5 times", "92 %". */
  readonly text: string;
  /** Of a range the first one. */
  readonly value: number;
  readonly unit: UnitKind;
}

export type Token = Word | Quantity;

/** No number with its unit is longer; what is, is no measurement. */
const longest = 40;

/**
 * A number, perhaps a range, and what is written together with it; or a word, which may have digits and hyphens ("F1", "ResNet-50"); or a
 * mark. A number behind a letter, a hyphen or a bracket for references is a part of a name: the word takes it, or `isName` does.
 */
const token =
  /(?<number>\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?[-–]\s?(?<upper>\d+(?:,\d{3})*(?:\.\d+)?))?(?<tail>(?:%|[\p{L}×µ][\p{L}\d×µ]*)?(?:-[\p{L}\d][\p{L}\d-]*)?)|(?<word>\p{L}[\p{L}\p{M}\d’'-]*)|(?<mark>\+\/?-|[^\s\p{L}\p{M}\d])/gu;

/** Every token of a sentence, in order. Time grows with its length. */
export function tokensOf(sentence: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  for (const found of sentence.matchAll(token)) {
    const { number, upper, tail = "", word, mark } = found.groups!;
    const [start, all] = [found.index, found[0]];
    const place = { start, end: start + all.length };
    if (number === undefined) tokens.push({ kind: word ? "word" : "mark", text: word ?? mark, ...place });
    else tokens.push(quantityAt(sentence, place, number, upper, tail) ?? { kind: "word", text: all, ...place });
  }
  return withUnits(sentence, tokens);
}

/** A number that measures something; null where it is a part of a name, a year, a reference, or a count of bits or dimensions ("16-bit", "3D"). */
function quantityAt(
  sentence: string,
  { start, end }: Place,
  number: string,
  upper: string | undefined,
  tail: string,
): Quantity | null {
  if (end - start > longest || /(?:[\p{L}\d\-–_/.[^@]|\d,)$/u.test(sentence.slice(Math.max(0, start - 2), start)))
    return null;
  // A power of ten, or a comma where others have a point.
  if (/^(?:\s?[·×]\s?10|,\d)/.test(sentence.slice(end, end + 6))) return null;
  const value = readNumber(number)?.value;
  const unit = tail === "" ? "none" : units.get(tail);
  if (value === undefined || unit === undefined) return null;
  // A year, or a range of years.
  if (unit === "none" && /^(?:19|20)\d\d$/.test(number)) return null;
  const last = upper === undefined ? undefined : readNumber(upper)?.value;
  if (upper !== undefined && last === undefined) return null;
  return { kind: "quantity", text: sentence.slice(start, end), value, unit, start, end };
}

/**
 * What belongs to a number goes to it: a unit that stands apart ("8.3 ms", "2 times", "14 %", "1.4 BLEU points", "a factor of 3"), and a
 * deviation ("92.1 ± 0.3").
 */
function withUnits(sentence: string, tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  let deviates = false;
  for (const [at, one] of tokens.entries()) {
    const last = joined.at(-1);
    const isOpen = last?.kind === "quantity" && last.unit === "none";
    const written = sentence.slice(one.start, one.end);
    const isDeviation = one.kind === "mark" && /^(?:±|\+\/?-)$/.test(one.text) && isOpen;
    if (isDeviation) {
      deviates = true;
      continue;
    }
    const isNear = isOpen && (one.kind === "quantity" ? deviates : one.start - last.end <= 2);
    const unit = one.kind === "quantity" ? one.unit : units.get(written);
    if (isNear && unit !== undefined)
      joined[joined.length - 1] = { ...last, unit, end: one.end, text: sentence.slice(last.start, one.end) };
    else if (one.kind === "quantity" && one.unit === "none") joined.push({ ...one, unit: unitAround(tokens, at) });
    else joined.push(one);
    deviates = false;
  }
  return joined;
}

function unitAround(tokens: readonly Token[], at: number): UnitKind {
  if (tokens[at - 1]?.text === "of" && tokens[at - 2]?.text === "factor") return "times";
  return tokens[at + 1]?.kind === "word" && tokens[at + 2]?.text === "points" ? "points" : "none";
}
