/** Which part of a text answers a query, and where its words are. */
import { mathSpans } from "../ingest/text/clean.ts";
import { termOf } from "./analysis/terms.ts";
import { wordsWithPlaces } from "./analysis/words.ts";
import type { Range } from "./search.ts";

/** An excerpt grows by sentences up to about so many characters; a longer sentence is cut between words. */
const wanted = 260;
const longest = 420;

/** The places of words with one of the terms, formulas left out. */
export function marksIn(text: string, terms: Pick<ReadonlySet<string>, "has">): Range[] {
  const formulas = mathSpans(text);
  const marks: Range[] = [];
  let formula = 0;
  for (const { text: word, start, end } of wordsWithPlaces(text)) {
    while (formula < formulas.length && formulas[formula].end <= start) formula++;
    if (formula < formulas.length && formulas[formula].start < end) continue;
    const term = termOf(word);
    if (term !== null && terms.has(term)) marks.push([start, end]);
  }
  return marks;
}

/** The sentences in which most of the terms stand, the rarest counting most. */
export function excerptOf(
  text: string,
  terms: ReadonlyMap<string, number>,
): { text: string; marks: readonly Range[] } | null {
  if (text.trim() === "") return null;
  const sentences = sentencesOf(text);
  const best = bestSentence(text, sentences, terms);
  let [start, end] = sentences[best];
  for (let next = best + 1; next < sentences.length && sentences[next][1] - start <= wanted; next++)
    end = sentences[next][1];
  for (let before = best - 1; before >= 0 && end - sentences[before][0] <= wanted; before--)
    start = sentences[before][0];
  const cut = shortened(text.slice(start, end).trim());
  const shown = `${start > 0 ? "… " : ""}${cut}`;
  return { text: shown, marks: marksIn(shown, terms) };
}

function bestSentence(text: string, sentences: readonly Range[], terms: ReadonlyMap<string, number>): number {
  const found = sentences.map(() => new Set<string>());
  let at = 0;
  for (const { text: word, start } of wordsWithPlaces(text)) {
    const term = termOf(word);
    if (term === null || !terms.has(term)) continue;
    while (at + 1 < sentences.length && sentences[at][1] <= start) at++;
    found[at].add(term);
  }
  const scores = found.map((set) => [...set].reduce((sum, term) => sum + terms.get(term)!, 0));
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
  return `${text
    .slice(0, end)
    .replace(/[\ud800-\udbff]$/, "")
    .trimEnd()} …`;
}
