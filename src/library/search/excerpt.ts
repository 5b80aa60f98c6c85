/** Which part of a text answers a query, and where its words are. */
import { beginningOf, widened } from "#lab/text/clusters";
import { mathSpans } from "../ingest/text/clean.ts";
import { termOf } from "./analysis/terms.ts";
import { wordsWithPlaces, type Word } from "./analysis/words.ts";
import type { PhrasePlace } from "./index/segment.ts";
import type { Range } from "./search.ts";

/** An excerpt grows by sentences up to about so many characters; a longer sentence is cut between words. */
const wantedLength = 260;
const longest = 420;

/** What a query looks for in a text. */
export interface Wanted {
  /** How much each of its terms tells. */
  readonly weights: ReadonlyMap<string, number>;
  /** Words that belong together. */
  readonly phrases: readonly (readonly PhrasePlace[])[];
}

interface Found {
  readonly start: number;
  readonly end: number;
  /** The term; of a phrase, its place among them. */
  readonly key: string | number;
}

/** The places of what is looked for, in order; those of an unspaced script may overlap. */
function placesIn(text: string, { weights, phrases }: Wanted): Found[] {
  const words = wordsWithPlaces(text);
  const found: Found[] = [];
  for (let at = 0; at < words.length; at++) {
    const { start } = words[at];
    const phrase = phrases.length === 0 ? -1 : phrases.findIndex((one) => stands(one, words, at));
    if (phrase >= 0) {
      found.push({ start, end: words[at + phrases[phrase].length - 1].end, key: phrase });
      continue;
    }
    const term = termOf(words[at].text);
    if (term !== null && weights.has(term)) found.push({ start, end: words[at].end, key: term });
  }
  return found;
}

const stands = (phrase: readonly PhrasePlace[], words: readonly Word[], at: number): boolean =>
  at + phrase.length <= words.length &&
  phrase.every(({ term, words: any }, offset) => {
    const { text } = words[at + offset];
    return any.includes(text) || (term !== null && termOf(text) === term);
  });

/** The places of what is looked for, formulas left out. */
export function marksIn(text: string, wanted: Wanted): Range[] {
  const formulas = mathSpans(text);
  const marks: [number, number][] = [];
  let formula = 0;
  // A pair of Thai characters may end before a vowel that is written into the second.
  const places = placesIn(text, wanted).map(({ start, end }): Range => [start, end]);
  for (const [start, end] of widened(text, places)) {
    while (formula < formulas.length && formulas[formula].end <= start) formula++;
    if (formula < formulas.length && formulas[formula].start < end) continue;
    const last = marks.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else marks.push([start, end]);
  }
  return marks;
}

/** The sentences in which most of the terms stand, the rarest counting most. */
export function excerptOf(text: string, wanted: Wanted): { text: string; marks: readonly Range[] } | null {
  if (text.trim() === "") return null;
  const sentences = sentencesOf(text);
  const best = bestSentence(text, sentences, wanted);
  let [start, end] = sentences[best];
  for (let next = best + 1; next < sentences.length && sentences[next][1] - start <= wantedLength; next++)
    end = sentences[next][1];
  for (let before = best - 1; before >= 0 && end - sentences[before][0] <= wantedLength; before--)
    start = sentences[before][0];
  const cut = shortened(text.slice(start, end).trim());
  const shown = `${start > 0 ? "… " : ""}${cut}`;
  return { text: shown, marks: marksIn(shown, wanted) };
}

function bestSentence(text: string, sentences: readonly Range[], wanted: Wanted): number {
  const found = sentences.map(() => new Set<string | number>());
  // A phrase tells as much as the best of the words.
  const most = Math.max(1, ...wanted.weights.values());
  let at = 0;
  for (const { start, key } of placesIn(text, wanted)) {
    while (at + 1 < sentences.length && sentences[at][1] <= start) at++;
    found[at].add(key);
  }
  const tells = (key: string | number): number => (typeof key === "string" ? wanted.weights.get(key)! : most);
  const scores = found.map((set) => [...set].reduce<number>((sum, key) => sum + tells(key), 0));
  return scores.reduce((best, score, other) => (score > scores[best] ? other : best), 0);
}

/** First and one past the last character of each sentence; a formula belongs to one sentence. */
function sentencesOf(text: string): Range[] {
  const formulas = mathSpans(text);
  const sentences: Range[] = [];
  let start = 0;
  for (const { index, 0: gap } of text.matchAll(/(?<=[.?!])\s+|\n+/g)) {
    if (formulas.some((formula) => formula.start < index && index < formula.end)) continue;
    sentences.push([start, index]);
    start = index + gap.length;
  }
  sentences.push([start, text.length]);
  return sentences.filter(([from, to]) => to > from);
}

function shortened(text: string): string {
  if (text.length <= longest) return text;
  const formulas = mathSpans(text);
  let end = text.lastIndexOf(" ", longest);
  if (end <= 0) end = longest;
  const cutThrough = formulas.find((formula) => formula.start < end && end < formula.end);
  if (cutThrough) end = cutThrough.start;
  return `${beginningOf(text, end).trimEnd()} …`;
}
