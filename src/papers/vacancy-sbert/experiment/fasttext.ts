/** FastText: skip-gram over words that are sums of their pieces of 3 to 6 letters. Bojanowski et al. 2017, with plain gradient steps as in its release. */
import { random } from "#engine";
import { wordHash, wordsOf } from "#lab/datasets/words";
import { frequencyDraws } from "./jobbert.ts";

export interface FastTextOptions {
  readonly seed: number;
  readonly width: number;
  /** At the beginning; it falls linearly to 0. The release has 0.05. */
  readonly learningRate: number;
  /** A word that makes up a larger share of all words is read less often. Default: 0.001, as the release's 0.0001 leaves little of few ads. */
  readonly sampling?: number;
  /** Texts that are read. */
  readonly order: Iterable<number>;
  readonly reads: number;
}

/** The release has 2,000,000 buckets for the pieces of a language. */
const buckets = 2 ** 15;
const [window, negatives] = [5, 5];

/** Rows of a word's vector: itself, if it is known, and its pieces, with a border before and behind it. */
function piecesOf(word: string, known: ReadonlyMap<string, number>): Int32Array {
  const bordered = `<${word}>`;
  const rows = known.has(word) ? [buckets + known.get(word)!] : [];
  for (let length = 3; length <= 6; length++)
    for (let at = 0; at + length <= bordered.length; at++)
      rows.push(wordHash(bordered.slice(at, at + length)) % buckets);
  return Int32Array.from(rows);
}

export interface FastText {
  /** Mean of the words' vectors at length 1: [width]. */
  vector(text: string): Float32Array;
}

/** Trains; yields after every 100 texts how many it has read. */
export function* trainFastText(
  texts: readonly string[],
  { seed, width, learningRate, order, reads, sampling = 1e-3 }: FastTextOptions,
): Generator<number, FastText, void> {
  const split = texts.map(wordsOf);
  const known = new Map<string, number>();
  for (const word of split.flat()) if (!known.has(word)) known.set(word, known.size);
  const codes = split.map((words) => words.map((word) => known.get(word)!));
  const pieces = [...known.keys()].map((word) => piecesOf(word, known));
  const uses = new Float64Array(known.size);
  for (const code of codes.flat()) uses[code]++;
  const total = uses.reduce((sum, count) => sum + count, 0);
  /** Of being read: 1 where a word is rare, less where it is frequent (Mikolov et al. 2013, in the release's form). */
  const kept = uses.map((count) => Math.sqrt((sampling * total) / count) + (sampling * total) / count);
  const draws = random(seed).stream("FastText");
  const drawNegatives = frequencyDraws(codes.flat());
  const input = draws.uniform((buckets + known.size) * width).map((value) => (2 * value - 1) / width);
  const output = new Float32Array(known.size * width);
  const [hidden, gradient] = [new Float32Array(width), new Float32Array(width)];

  /** One word and a neighbour, or what is none: adds to the gradient of the hidden vector. */
  const pull = (target: number, label: number, rate: number) => {
    const start = target * width;
    let score = 0;
    for (let at = 0; at < width; at++) score += hidden[at] * output[start + at];
    const step = rate * (label - 1 / (1 + Math.exp(-score)));
    for (let at = 0; at < width; at++) {
      gradient[at] += step * output[start + at];
      output[start + at] += step * hidden[at];
    }
  };
  const read = (words: readonly number[], rate: number) => {
    const reach = draws.integers(words.length, window);
    for (const [at, word] of words.entries()) {
      const rows = pieces[word];
      hidden.fill(0);
      gradient.fill(0);
      for (const row of rows) for (let i = 0; i < width; i++) hidden[i] += input[row * width + i] / rows.length;
      for (let near = Math.max(0, at - 1 - reach[at]); near <= Math.min(words.length - 1, at + 1 + reach[at]); near++) {
        if (near === at) continue;
        pull(words[near], 1, rate);
        for (const other of drawNegatives(draws, negatives)) if (other !== words[near]) pull(other, 0, rate);
      }
      // As in the release, each piece takes the whole step of the hidden vector.
      for (const row of rows) for (let i = 0; i < width; i++) input[row * width + i] += gradient[i];
    }
  };
  let done = 0;
  for (const place of order) {
    // What is passed over does not count as a neighbour either, so that the others come closer.
    const chances = draws.uniform(codes[place].length);
    const text = codes[place].filter((code, at) => chances[at] < kept[code]);
    read(text, learningRate * (1 - done / reads));
    if (++done % 100 === 0) yield done;
    if (done === reads) break;
  }
  return {
    vector(text) {
      const sum = new Float32Array(width);
      for (const word of wordsOf(text)) {
        const own = new Float32Array(width);
        for (const row of piecesOf(word, known)) for (let i = 0; i < width; i++) own[i] += input[row * width + i];
        const length = Math.hypot(...own);
        if (length > 0) for (let i = 0; i < width; i++) sum[i] += own[i] / length;
      }
      return sum;
    },
  };
}
