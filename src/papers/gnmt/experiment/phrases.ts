/**
 * A small translator by phrases, in the place of the production system of 2016: words aligned by IBM model 1, phrases read off both
 * directions, and the best segmentation of the source from left to right. What it does not know it copies.
 */
import type { VoyagePair } from "#lab/datasets/voyages";

type Words = readonly string[];
/** By word of one side: how likely each word of the other is. */
type Lexicon = Map<string, Map<string, number>>;

const rounds = 5;
const longestPhrase = 4;
/** No word: what has no other origin comes from it. */
const nothing = "";

/** t(f | e) by expectation and maximization from equal likelihoods. Brown et al. 1993, model 1. */
export function modelOne(pairs: readonly (readonly [from: Words, to: Words])[]): Lexicon {
  let lexicon: Lexicon | null = null;
  for (let round = 0; round < rounds; round++) {
    const counts: Lexicon = new Map();
    for (const [from, to] of pairs) {
      const origins = [nothing, ...from];
      for (const f of to) {
        const likely = origins.map((e) => lexicon?.get(e)?.get(f) ?? (lexicon ? 0 : 1));
        const sum = likely.reduce((total, value) => total + value, 0);
        for (const [at, e] of origins.entries()) add(counts, e, f, likely[at] / sum);
      }
    }
    lexicon = normalized(counts);
  }
  return lexicon!;
}

function add(counts: Lexicon, a: string, b: string, value: number): void {
  const row = counts.get(a) ?? new Map<string, number>();
  counts.set(a, row.set(b, (row.get(b) ?? 0) + value));
}

const normalized = (counts: Lexicon): Lexicon =>
  new Map(
    [...counts].map(([word, row]) => {
      const sum = [...row.values()].reduce((total, value) => total + value, 0);
      return [word, new Map([...row].map(([other, value]) => [other, value / sum]))];
    }),
  );

/** For each word of `to`: the place of its likeliest origin, -1 for none. */
const aligned = (lexicon: Lexicon, from: Words, to: Words): number[] =>
  to.map((f) => {
    const likely = [nothing, ...from].map((e) => lexicon.get(e)?.get(f) ?? 0);
    return likely.indexOf(Math.max(...likely)) - 1;
  });

/** Phrases of up to four words whose alignments, those of both directions, stay within them, with how often each was seen. */
function phraseTable(pairs: readonly (readonly [Words, Words])[]): Lexicon {
  const forwards = modelOne(pairs);
  const backwards = modelOne(pairs.map(([source, target]) => [target, source] as const));
  const counts: Lexicon = new Map();
  for (const [source, target] of pairs) {
    const origins = aligned(forwards, source, target);
    const images = aligned(backwards, target, source);
    const links = origins.flatMap((place, at) => (place >= 0 && images[place] === at ? [[place, at] as const] : []));
    for (let start = 0; start < source.length; start++)
      for (let stop = start + 1; stop <= Math.min(source.length, start + longestPhrase); stop++) {
        const inside = links.filter(([place]) => place >= start && place < stop).map(([, at]) => at);
        if (inside.length === 0) continue;
        const [low, high] = [Math.min(...inside), Math.max(...inside) + 1];
        const strays = links.some(([place, at]) => at >= low && at < high && (place < start || place >= stop));
        if (!strays && high - low <= longestPhrase + 1)
          add(counts, source.slice(start, stop).join(" "), target.slice(low, high).join(" "), 1);
      }
  }
  return normalized(counts);
}

/** What a word costs that is copied, and a phrase for itself: longer phrases are better. */
const [copying, perPhrase] = [-8, -1];

/** Learns from pairs of sentences and translates others, without changing the order of phrases. */
export function phraseTranslator(pairs: readonly VoyagePair[]): (sentence: string) => string {
  const table = phraseTable(pairs.map(({ source, target }) => [source.split(" "), target.split(" ")] as const));
  return (sentence) => {
    const words = sentence.split(" ");
    /** By number of words read: the best score and what was written. */
    const best: { score: number; written: string[] }[] = [{ score: 0, written: [] }];
    for (let stop = 1; stop <= words.length; stop++) {
      best[stop] = { score: best[stop - 1].score + copying, written: [...best[stop - 1].written, words[stop - 1]] };
      for (let start = Math.max(0, stop - longestPhrase); start < stop; start++)
        for (const [phrase, p] of table.get(words.slice(start, stop).join(" ")) ?? []) {
          const score = best[start].score + Math.log(p) + perPhrase;
          if (score > best[stop].score) best[stop] = { score, written: [...best[start].written, phrase] };
        }
    }
    return best[words.length].written.join(" ");
  };
}
