/** What is translated: sentences to learn from that fit, others of the same kind, and longer ones than any that was learned. */
import { random } from "#engine";
import { batchOf, end, type SentencePair, type TranslationData } from "#lab/datasets/translation";
import { voyagePair, type VoyageOptions, type VoyagePair } from "#lab/datasets/voyages";
import { mixed, pieces, words, type Symbols } from "../vocabulary.ts";

export interface CorpusSizes {
  /** Sentences to learn from. */
  readonly learned: number;
  /** Sentences of the same kind to test on, none of which was learned, and longer ones. */
  readonly near: number;
  readonly far: number;
  /** Pieces of the longest sentence on either side, of those to learn from. */
  readonly longest: number;
  /** Clauses of the longer ones, which do not fit. */
  readonly clauses: number;
}

export interface Corpus {
  readonly learned: readonly VoyagePair[];
  readonly near: readonly VoyagePair[];
  readonly far: readonly VoyagePair[];
  readonly pieces: Symbols;
}

/** Symbols of each vocabulary; a mixed one has three for every character besides. */
const sizes = { pieces: 160, words: 160, mixed: 260 } as const;
export type VocabularyName = keyof typeof sizes;
/** Sentences from which the pieces are made. */
const sample = 2000;

/** Sentences of any length. */
export const sampleOf = (seed: number): VoyagePair[] =>
  Array.from({ length: sample }, (_, at) => voyagePair(random(seed).stream(`sample ${at}`)));

/** Of both languages together. */
export function sharedPieces(pairs: readonly VoyagePair[]): Symbols {
  return pieces(pairs.flatMap(({ source, target }) => [source, target]), sizes.pieces); // prettier-ignore
}

export function corpusOf(seed: number, { learned, near, far, longest, clauses }: CorpusSizes): Corpus {
  const symbols = sharedPieces(sampleOf(seed));
  const fits = ({ source, target }: VoyagePair) =>
    symbols.encode(source).length <= longest && symbols.encode(target).length < longest;
  const drawn = (name: string, count: number, wanted = fits, options: VoyageOptions = {}): VoyagePair[] => {
    const found: VoyagePair[] = [];
    for (let at = 0; found.length < count; at++) {
      const pair = voyagePair(random(seed).stream(`${name} ${at}`), options);
      if (wanted(pair)) found.push(pair);
    }
    return found;
  };
  const read = drawn("learned", learned);
  const known = new Set(read.map(({ source }) => source));
  return {
    learned: read,
    near: drawn("near", near, (pair) => fits(pair) && !known.has(pair.source)),
    far: drawn("far", far, (pair) => !fits(pair), { clauses: [clauses, clauses] }),
    pieces: symbols,
  };
}

export function vocabularyOf(name: VocabularyName, { learned, pieces }: Corpus): Symbols {
  const sentences = learned.flatMap(({ source, target }) => [source, target]);
  return name === "pieces" ? pieces : { words, mixed }[name](sentences, sizes[name]);
}

/** Sentences as codes, for training; every batch is the next ones of an order that depends on the stream alone. */
export function dataOf({ learned, near }: Corpus, symbols: Symbols): TranslationData {
  const coded = (pairs: readonly VoyagePair[]): SentencePair[] =>
    pairs.map(({ source, target }) => ({ source: symbols.encode(source), target: [...symbols.encode(target), end] }));
  const [all, test] = [coded(learned), coded(near)];
  const longest = {
    source: Math.max(...[...all, ...test].map(({ source }) => source.length)),
    target: Math.max(...[...all, ...test].map(({ target }) => target.length)),
  };
  return {
    vocabularies: { source: symbols.size, target: symbols.size },
    longest,
    batch: (stream, size) => batchOf(Array.from(stream.integers(size, all.length), (at) => all[at]), longest), // prettier-ignore
    test: [batchOf(test, longest)],
  };
}
