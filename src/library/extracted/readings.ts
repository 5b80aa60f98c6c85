/**
 * Readings of the numbers in a text: what each of several extractors takes a number for, and which of them agree. An extractor looks at
 * one kind of evidence and is often wrong; how much each is worth is learnt from how they agree (`trust.ts`).
 */
import { sentencesIn } from "../words/sentences.ts";
import { directionOf, metricAt, metricNamed, reaches, type Direction, type Metric } from "./lexicon.ts";
import { tokensOf, type Quantity, type Token } from "./tokens.ts";

/** Raised with every change of the words or rules of this folder: what was learnt before is of other extractors. */
export const EXTRACTION = 1;

/** What a number may say: a metric has this value, or went up or down by it. */
export interface Reading {
  readonly metric: string;
  readonly says: "is" | "higher" | "lower";
}

/** A number with what it may say. */
export interface Mention {
  readonly sentence: string;
  /** Where the number stands in it. */
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly reading: Reading;
  /** In the order of `extractorNames`: whether it reads that. */
  readonly votes: readonly boolean[];
}

interface Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** As they are written; of a token that is no word nothing. */
  readonly words: readonly string[];
  readonly directions: readonly (Direction | undefined)[];
}

/** What an extractor saw near a number. */
interface Seen {
  readonly metric?: Metric;
  readonly direction?: Direction;
}

/** No further are words looked for, so that a long sentence takes no longer than short ones. */
const [close, far] = [6, 12];

function sentenceOf(text: string): Sentence {
  const tokens = tokensOf(text);
  const words = tokens.map((token) => (token.kind === "word" ? token.text : ""));
  const directions = words.map((word, at) => {
    const behind = words[at + 1] === "than" ? 2 : 1;
    // "More than 5 %" is no more of anything, and what "exceeds 5 %" is there.
    if ((behind === 2 || /^(?:surpass|exceed)/i.test(word)) && tokens[at + behind]?.kind === "quantity")
      return undefined;
    return directionOf.get(/^speed/i.test(word) && words[at + 1] === "up" ? "speedup" : word.toLowerCase());
  });
  return { text, tokens, words, directions };
}

/** The first metric and the first direction on a way through the tokens; `stop` ends it. */
function along(
  { tokens, words, directions }: Sentence,
  from: number,
  step: 1 | -1,
  most: number,
  stop: (token: Token) => boolean,
): Seen {
  let [metric, direction]: [Metric | undefined, Direction | undefined] = [undefined, undefined];
  for (let at = from, steps = 0; steps < most && at >= 0 && at < tokens.length; at += step, steps++) {
    if (stop(tokens[at])) break;
    metric ??= metricOver(words, at, step);
    direction ??= directions[at];
  }
  return { metric, direction };
}

/** The metric that a word names or is a part of; backwards a name of several words is met at its last. */
function metricOver(words: readonly string[], at: number, step: 1 | -1): Metric | undefined {
  for (let start = step > 0 ? at : Math.max(0, at - 2); start <= at; start++) {
    const found = metricAt(words, start);
    if (found && start + found.length > at) return found.metric;
  }
  return undefined;
}

const isOneOf = (token: Token | undefined, words: RegExp): boolean =>
  token !== undefined && token.kind !== "quantity" && words.test(token.text);
const isNumber = (token: Token): boolean => token.kind === "quantity";
const isClause = (token: Token): boolean =>
  isOneOf(token, /^(?:[,;:()[\]–—]|and|while|whereas|but|compared|than|with|which)$/);

/** What was seen as a reading; null where it says nothing of any metric. */
function readingOf({ metric, direction }: Seen, unit: Quantity["unit"], isLevel = false): Reading | null {
  if (!direction || isLevel) return metric ? { metric: metric.name, says: "is" } : null;
  const named = direction.metric ?? (unit === "share" || unit === "points" ? "performance" : undefined);
  const isOwn = direction.way === "better" || direction.way === "worse" || direction.metric !== undefined;
  const found = direction.metric === "speed" && metric?.name !== "time" ? undefined : metric;
  const of = found ?? (isOwn && named !== undefined ? metricNamed(named) : undefined);
  if (!of) return null;
  // "Faster" says of another metric than speed only that it got better.
  const isOther = direction.metric !== undefined && direction.metric !== of.name;
  const good = isOther ? isGood(direction.way, metricNamed(direction.metric)) : isGood(direction.way, of);
  return { metric: of.name, says: good === (of.better === "higher") ? "higher" : "lower" };
}

const isGood = (way: Direction["way"], { better }: Metric): boolean => way === "better" || way === better;

/** Reached, or left: "reduced from 7 ms to 5 ms". "Up to" is neither. Of a list the first counts. */
function isReached(sentence: Sentence, at: number): boolean {
  const [first] = listAround(sentence, at);
  const [before, further] = [sentence.tokens[first - 1], sentence.tokens[first - 2]];
  return isOneOf(before, /^from$/i) || (isOneOf(before, /^to$/i) && !isOneOf(further, /^up$/i));
}

/** The ends of the list that a number stands in: "of 99.6%, 96.3%, and 82.0%". */
function listAround({ tokens }: Sentence, at: number): readonly [first: number, last: number] {
  const next = (from: number, step: 1 | -1): number => {
    let place = from + step;
    while (place !== from + 3 * step && isOneOf(tokens[place], /^(?:,|and|or)$/)) place += step;
    return place !== from + step && tokens[place]?.kind === "quantity" ? place : from;
  };
  const end = (step: 1 | -1): number => {
    let place = at;
    for (let steps = 0; steps < close && next(place, step) !== place; steps++) place = next(place, step);
    return place;
  };
  return [end(-1), end(1)];
}

type Extractor = (sentence: Sentence, at: number, unit: Quantity["unit"]) => Reading | null;

/** By what they look at. */
const extractors: Readonly<Record<string, Extractor>> = {
  "the words behind it": (sentence, at, unit) => {
    const from = listAround(sentence, at)[1] + 1;
    const { metric, direction } = along(sentence, from, 1, close, (token) => isNumber(token) || isClause(token));
    const ofList = listed(sentence, at, from, 1);
    const before = ofList && along(sentence, listAround(sentence, at)[0] - 1, -1, close, isClause).direction;
    return readingOf({ metric: ofList ?? metric, direction: direction ?? before }, unit);
  },
  "the words before it": (sentence, at, unit) => {
    const from = listAround(sentence, at)[0] - 1;
    const isEnd = (token: Token) => isNumber(token) || isOneOf(token, /^(?:[,;)]|and|while|whereas|but)$/);
    const { metric, direction } = along(sentence, from, -1, close, isEnd);
    return readingOf({ metric: listed(sentence, at, from, -1) ?? metric, direction }, unit, isReached(sentence, at));
  },
  "the nearest words": (sentence, at, unit) => readingOf(nearest(sentence, at), unit),
  "its clause": (sentence, at, unit) => {
    const before = along(sentence, at - 1, -1, far, isClause);
    const behind = along(sentence, at + 1, 1, far, isClause);
    return readingOf(
      { metric: before.metric ?? behind.metric, direction: before.direction ?? behind.direction },
      unit,
      isReached(sentence, at),
    );
  },
  "the verb": (sentence, at, unit) => {
    const verb = verbBefore(sentence, at);
    if (verb === null) return null;
    const object = along(sentence, verb + 1, 1, far, (token) => isOneOf(token, /^[;,)]$/)).metric;
    const subject = along(sentence, verb - 1, -1, close, isClause).metric;
    return readingOf(
      { metric: object ?? subject, direction: sentence.directions[verb] },
      unit,
      isReached(sentence, at),
    );
  },
};

/** Of as many metrics as there are numbers in a list the one in the number's place: "accuracy and recall of 90 and 80 %". */
function listed(sentence: Sentence, at: number, from: number, step: 1 | -1): Metric | undefined {
  const [first, last] = listAround(sentence, at);
  const numbers = sentence.tokens.slice(first, last + 1).filter(isNumber);
  const metrics = numbers.length > 1 ? metricsAlong(sentence, from, step) : [];
  return metrics.length === numbers.length ? metrics[numbers.indexOf(sentence.tokens[at])] : undefined;
}

/** The metrics named on one side of a number, in order, until a mark or another number. */
function metricsAlong({ tokens, words }: Sentence, from: number, step: 1 | -1): Metric[] {
  let end = from;
  for (let steps = 0; steps < far && end >= 0 && end < tokens.length; end += step, steps++)
    if (isNumber(tokens[end]) || isOneOf(tokens[end], /^[;:()]$/)) break;
  const found: Metric[] = [];
  for (let at = step > 0 ? from : end + 1; at < (step > 0 ? end : from + 1);) {
    const one = metricAt(words, at);
    if (one) found.push(one.metric);
    at += one?.length ?? 1;
  }
  return found;
}

/** The nearest metric and the nearest direction on either side; the one before the number, if both are as near. */
function nearest(sentence: Sentence, at: number): Seen {
  let [metric, direction]: [Metric | undefined, Direction | undefined] = [undefined, undefined];
  for (let distance = 1; distance < far; distance++)
    for (const step of [-1, 1] as const) {
      const place = at + step * distance;
      if (place < 0 || place >= sentence.tokens.length) continue;
      metric ??= metricOver(sentence.words, place, step);
      if (distance <= close) direction ??= sentence.directions[place];
    }
  return { metric, direction };
}

/** The last verb of a result before a number, with no other number between. */
function verbBefore({ tokens, words, directions }: Sentence, at: number): number | null {
  for (let place = at - 1; place >= Math.max(0, at - far) && !isNumber(tokens[place]); place--)
    if (reaches.has(words[place].toLowerCase()) || directions[place]) return place;
  return null;
}

/** Whether a number with this unit can say that: accuracy is no "5 ms", and a loss may fall by a share that it could not have. */
function fits({ metric, says }: Reading, { unit, value }: Quantity): boolean {
  const { units, most = Infinity } = metricNamed(metric);
  if (says !== "is")
    return unit === "share" || unit === "points" || unit === "times" || (units.includes(unit) && unit !== "none");
  return units.includes(unit) && value <= most;
}

/** Who votes, in order. */
export const extractorNames: readonly string[] = Object.keys(extractors);

/** A text of any length is read up to here. */
const longest = 20_000;

/** Every number of a text with a unit or decimals that some extractor can read, with all its readings. Time grows with the text. */
export function mentionsIn(text: string): Mention[] {
  return [...sentencesIn(text.slice(0, longest))].map(sentenceOf).flatMap((sentence) =>
    sentence.tokens.flatMap((token, at): Mention[] => {
      if (token.kind !== "quantity" || isNoValue(sentence, token, at)) return [];
      const candidates = candidatesOf(sentence, at, token);
      return candidates.length === 0
        ? []
        : [{ sentence: sentence.text, start: token.start, end: token.end, candidates }];
    }),
  );
}

/** A bare whole number, one of a section or figure, a share of something ("72 % of the time"), a distance ("to within 1 %"). */
const isNoValue = ({ words }: Sentence, { unit, value }: Quantity, at: number): boolean =>
  (unit === "none" && Number.isInteger(value)) ||
  (at > 0 && /^(?:within|section|sec|table|figure|fig|theorem|equation|eq|version|chapter)$/i.test(words[at - 1])) ||
  (words[at + 1] === "of" && words.slice(at + 2, at + 4).some((word) => /^(?:time|cases|them)$/.test(word)));

/**
 * Every metric that is named near a number could be meant, as a value of it or as a change: so that an extractor can also be wrong alone,
 * and not only against another one. A number near which no extractor reads anything has no candidates.
 */
function candidatesOf(sentence: Sentence, at: number, quantity: Quantity): Candidate[] {
  const read = Object.values(extractors).map((extractor) => {
    const reading = extractor(sentence, at, quantity.unit);
    return reading && fits(reading, quantity) ? reading : null;
  });
  const found = read.flatMap((reading) => reading?.metric ?? []);
  if (found.length === 0) return [];
  return [...new Set([...found, ...metricsNear(sentence, at)])]
    .slice(0, mostMetrics)
    .flatMap((metric) => (["is", "higher", "lower"] as const).map((says) => ({ metric, says })))
    .filter((reading) => fits(reading, quantity))
    .map((reading) => ({
      reading,
      votes: read.map((one) => one !== null && one.metric === reading.metric && one.says === reading.says),
    }));
}

const mostMetrics = 5;

/** Names of the metrics around a number, the nearest first. */
function metricsNear({ words }: Sentence, at: number): string[] {
  const near: string[] = [];
  for (let distance = 1; distance < far; distance++)
    for (const place of [at - distance, at + distance]) {
      const found = place >= 0 && place < words.length ? metricOver(words, place, -1) : undefined;
      if (found) near.push(found.name);
    }
  return near;
}
