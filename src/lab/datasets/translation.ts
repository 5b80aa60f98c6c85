/** What a translator learns from: pairs of sequences of codes, whatever they stand for. */
import type { Stream } from "#engine";

/** Code 0 fills up a shorter sequence; 1 starts and 2 ends a target. */
export const padding = 0;
const start = 1;
export const end = 2;

export interface SentencePair {
  readonly source: readonly number[];
  /** Ends with the end mark. */
  readonly target: readonly number[];
}

/** Pairs side by side, as int32 matrices padded on the right. */
export interface SentenceBatch {
  /** [batch, longest source] */
  readonly source: Int32Array;
  /** What the decoder has read when it writes a code: the start mark, then the codes before. [batch, longest target] */
  readonly given: Int32Array;
  /** What it should write. [batch, longest target] */
  readonly target: Int32Array;
}

/** Of one side and the other: numbers of codes, or lengths. */
interface Both {
  readonly source: number;
  readonly target: number;
}

export interface TranslationData {
  /** How many codes there are, padding and marks included. */
  readonly vocabularies: Both;
  /** Codes of the longest source, and of the longest target with its end. */
  readonly longest: Both;
  /** Pairs to train on, drawn from a stream. */
  readonly batch: (random: Stream, size: number) => SentenceBatch;
  /** Pairs to test on, in batches of one size. Default: drawn as those to train on, from streams that no training uses. */
  readonly test?: readonly SentenceBatch[];
}

export function batchOf(pairs: readonly SentencePair[], longest: Both): SentenceBatch {
  const batch = {
    source: new Int32Array(pairs.length * longest.source),
    given: new Int32Array(pairs.length * longest.target),
    target: new Int32Array(pairs.length * longest.target),
  };
  for (const [row, { source, target }] of pairs.entries()) {
    batch.source.set(source, row * longest.source);
    batch.given.set([start, ...target.slice(0, -1)], row * longest.target);
    batch.target.set(target, row * longest.target);
  }
  return batch;
}
