/**
 * Joined and parted spellings of a word as the same word: GPT4, GPT-4 and GPT 4; pretraining and pre-training; LayerNorm and layer norm.
 * Only in short queries: a sentence has other words to be found by.
 */
import { stopWords } from "../analysis/stop-words.ts";
import { termOf } from "../analysis/terms.ts";
import { packed } from "../index/document.ts";
import { eachWithPhrase } from "../index/phrases.ts";
import type { PhrasePlace, Segment } from "../index/segment.ts";
import type { Segments } from "../index/segments.ts";
import type { ParsedQuery, QueryTerm, QueryWord } from "../query.ts";
import { frequencyOf } from "./bm25.ts";

/** Words of a query that is looked at. */
const short = 5;

/** So many words become one at most: H 2 O. */
const window = 3;

/** Stop words that are also parts of words: over-fitting, t-SNE. Another one is a part only before a hyphen. */
const particles = new Set(["over", "under", "up", "down", "off", "on", "out", "t", "s", "i"]);

/** A single character of an unspaced script is found in the pairs that have it. */
const character = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u;

/** The query with the spellings that the index has. */
export function withSpellings(index: Segments, query: ParsedQuery): ParsedQuery {
  if (query.words.length > short) return query;
  const joined = joinings(query.words);
  return {
    ...query,
    pairs: new Map(
      query.words
        .slice(1)
        .map(({ text }, at) => [
          `${termOf(query.words[at].text)} ${termOf(text)}`,
          termOf(query.words[at].text + text),
        ]),
    ),
    terms: query.terms.map((term) => {
      const others = [...(joined.get(term.term) ?? []).map((word) => [placeOf(word)]), ...partings(term.word)];
      if (character.test(term.word))
        for (const name of index.termsWith(term.word)) if (name !== term.term) others.push([{ term: name, words: [] }]);
      return others.length === 0 ? term : spelled(index, term, others);
    }),
  };
}

const placeOf = (word: string): PhrasePlace => {
  const term = termOf(word);
  return { term, words: term === null ? [word] : [] };
};

/** By term: the words that it makes with its neighbours. */
function joinings(words: readonly QueryWord[]): Map<string, string[]> {
  const joined = new Map<string, string[]>();
  for (let from = 0; from < words.length; from++)
    for (let to = from + 2; to <= Math.min(words.length, from + window); to++) {
      const parts = words.slice(from, to);
      const joins = parts.every(
        ({ text, hyphen }, at) => at === parts.length - 1 || hyphen || !stopWords.has(text) || particles.has(text),
      );
      const last = parts.at(-1)!.text;
      if (!joins || (stopWords.has(last) && !particles.has(last))) continue;
      const word = parts.map(({ text }) => text).join("");
      for (const { text } of parts) {
        const term = termOf(text);
        if (term !== null) joined.set(term, [...(joined.get(term) ?? []), word]);
      }
    }
  return joined;
}

/** The ways to part a word in two, and a name with digits wherever letters and digits meet. */
function partings(word: string): PhrasePlace[][] {
  if (!/^[a-z\d.]{3,}$/.test(word)) return [];
  const ways: string[][] = [];
  for (let at = 1; at < word.length; at++) {
    const parts = [word.slice(0, at), word.slice(at)];
    if (!/[\d.]$/.test(parts[0]) || !/^[\d.]/.test(parts[1])) ways.push(parts);
  }
  const runs = word.match(/[a-z]+|[\d.]+/g)!;
  if (runs.length > 2) ways.push(runs);
  return ways
    .filter((parts) => parts.every((part) => !stopWords.has(part) || particles.has(part)))
    .map((parts) => parts.map(placeOf));
}

/** The term with those of the spellings that some paper has. */
function spelled(index: Segments, term: QueryTerm, spellings: readonly PhrasePlace[][]): QueryTerm {
  const frequencies = new Map<Segment, Float32Array>();
  const others = spellings.filter((spelling) => {
    let found = false;
    for (const segment of index.all)
      eachOccurrence(segment, spelling, (paper, frequency) => {
        found = true;
        add(frequencies, segment, paper, frequency);
      });
    return found;
  });
  if (others.length === 0) return term;
  for (const segment of index.all)
    eachOccurrence(segment, [{ term: term.term, words: [] }], (paper, frequency) =>
      add(frequencies, segment, paper, frequency),
    );
  let papers = 0;
  for (const all of frequencies.values()) for (const frequency of all) if (frequency > 0) papers++;
  return { ...term, spelled: { frequencies, idf: index.idfOf(papers), others } };
}

function eachOccurrence(
  segment: Segment,
  spelling: readonly PhrasePlace[],
  visit: (paper: number, frequency: number) => void,
): void {
  const terms = spelling.flatMap(({ term }) => (term === null ? [] : [term]));
  if (spelling.length > 1) {
    eachWithPhrase(segment, spelling, terms, (paper, [title, body, names]) =>
      visit(paper, frequencyOf(title, body, Math.min(1, names))),
    );
    return;
  }
  const number = segment.numberOf(terms[0]);
  if (number === undefined) return;
  segment.each(number, (paper, counts) =>
    visit(paper, frequencyOf(packed.title(counts), packed.body(counts), packed.names(counts))),
  );
}

function add(all: Map<Segment, Float32Array>, segment: Segment, paper: number, frequency: number): void {
  let papers = all.get(segment);
  if (!papers) all.set(segment, (papers = new Float32Array(segment.ids.length)));
  papers[paper] += frequency;
}
