/** What a search found for a sentence, in words: what of it was read, what won, and what came behind. */
import { inWords } from "#lab/kit/index";
import type { Hypothesis } from "#lab/nn/recurrent/beam-search";
import { end } from "#lab/datasets/translation";
import { coveragePenalty, scoreOf, type Strengths } from "./method.ts";
import { inPieces, unknown, type Symbols } from "./vocabulary.ts";

/** As it is read: words with one space between them. */
export const tidied = (text: string): string => text.trim().replace(/\s+/g, " ");

/** What a reader should know before: nothing was written, something is unknown, or not all of it was read. Empty where all is well. */
export function warningsOf(
  sentence: string,
  read: readonly number[],
  { symbols: { encode, decode }, words }: { symbols: Symbols; words: ReadonlySet<string> },
): string {
  if (sentence === "") return "There are 0 words to read: this is what it makes of nothing. ";
  const isStrange = (text: string) => encode(text).includes(unknown);
  const strangers = [...new Set(sentence)].filter(isStrange);
  // Names begin with a capital; any will do that is not one of its words.
  const isName = (word: string) => /^[A-Z]/.test(word) && !words.has(word.toLowerCase());
  const others = [...new Set(sentence.split(" "))].filter((word) => !words.has(word) && !isName(word) && !isStrange(word)); // prettier-ignore
  const quoted = (texts: readonly string[]) => texts.map((text) => `“${text}”`).join(", ");
  const pieces = encode(sentence).length;
  return [
    ...(strangers.length > 0 ? [`It has never seen ${quoted(strangers)}. `] : []),
    ...(others.length > 0 ? [`Not among its words: ${quoted(others)}. It reads that in pieces, as it does names. `] : []), // prettier-ignore
    ...(pieces > read.length ? [`Of ${pieces} pieces it has room for ${read.length}, up to “${decode(read)}”. `] : []),
  ].join("");
}

/** The best of some hypotheses by a score, and the two behind it. `hypotheses`: the best first. */
export function foundInWords(
  hypotheses: readonly Hypothesis[],
  { read, symbols, strengths }: { read: readonly number[]; symbols: Symbols; strengths: Strengths },
): string {
  const [best, ...others] = hypotheses;
  const scored = (one: Hypothesis) => `“${symbols.decode(one.symbols)}” (${one.symbols.length} pieces, score ${inWords(scoreOf(one, strengths), 3)})`; // prettier-ignore
  const missed = inPieces(read.map((code) => symbols.names[code]), (at) => best.coverage[at] < 0.5); // prettier-ignore
  return [
    `${scored(best)} wins for ${read.length} pieces: log P ${inWords(best.logProbability, 3)}, and ${inWords(coveragePenalty(best.coverage, strengths.beta))} of the score for coverage.`,
    missed === "" ? "Every piece of the source was looked at." : `Hardly looked at: ${missed}.`,
    best.symbols.at(-1) === end
      ? `${hypotheses.length} translations ended.`
      : "None ended before it was twice as long as the source.",
    ...(others.length > 0 ? [`Behind it: ${others.slice(0, 2).map(scored).join(", then ")}.`] : []),
  ].join(" ");
}
