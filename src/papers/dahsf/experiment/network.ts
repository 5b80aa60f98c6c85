/** The neural rival: a small encoder-decoder transformer that reads a query and writes its meaning. */
import { random, type Stream } from "#engine";
import { layerNorm } from "#lab/nn/norms";
import { recipe } from "#lab/training/language-model/index";
import { batchOf, type TranslationData, type Translator, type TranslatorPlan } from "#lab/training/translation/index";
import { Draw } from "#lab/datasets/draw";
import type { Labelled } from "../learn.ts";
import { longest, pairOf, sizesOf, wordsFrom, type Words } from "./codes.ts";
import { sampleQueries, sampleQuery } from "./corpus.ts";
import { listWidth, type Settings } from "./settings.ts";

export interface NetworkSettings {
  readonly width: number;
  readonly steps: number;
  readonly batch: number;
}

export const shapeOf = (width: number): Translator => ({
  depth: 2,
  width,
  heads: 4,
  encoderNorm: (at, x) => layerNorm(at, x),
  decoderNorm: (at, x) => layerNorm(at, x),
});

const testBatch = 100;

/** Queries to learn from, again and again; or, of none, new ones in every step. A query that cannot be told in codes is not learnt from, and counts as wrong in the test. */
export function dataOf(
  train: readonly Labelled[] | null,
  tests: readonly Labelled[],
  seed: number,
): TranslationData & { words: Words } {
  const words = wordsFrom(train ?? sampleQueries(new Draw(random(seed).stream("queries for words")), 2000));
  const told = (pairs: readonly Labelled[]) => pairs.flatMap((pair) => pairOf(pair, words) ?? []);
  const known = train && told(train);
  // What cannot be told stands in the test with a meaning that no network writes.
  const never = { source: [1], target: Array.from({ length: longest.target }, () => 1) };
  const tested = tests.map((pair) => pairOf(pair, words) ?? never);
  const batch = (stream: Stream, size: number) => {
    const draw = new Draw(stream);
    if (known)
      return batchOf(
        Array.from({ length: size }, () => draw.pick(known)),
        longest,
      );
    const fresh: ReturnType<typeof told> = [];
    while (fresh.length < size) fresh.push(...told([sampleQuery(draw)]));
    return batchOf(fresh, longest);
  };
  return {
    ...sizesOf(words),
    words,
    batch,
    test: Array.from({ length: Math.floor(tested.length / testBatch) || 1 }, (_, at) =>
      batchOf(tested.slice(at * testBatch, (at + 1) * testBatch), longest),
    ),
  };
}

export const planOf = (
  data: TranslationData,
  { width, steps, batch }: NetworkSettings,
  learningRate: number,
  run: Pick<TranslatorPlan, "seed" | "device" | "threads">,
): TranslatorPlan => ({
  model: shapeOf(width),
  data,
  ...recipe({ learningRate }, steps),
  maxGradNorm: 1,
  batch,
  steps,
  ...run,
});

/** The networks whose rates are tuned: one for lists of queries, whatever their length, and one of each width for queries without end. */
export const networkNames = ({
  widths,
}: Pick<Settings, "widths">): { name: string; width: number; endless: boolean }[] => [
  { name: "network", width: listWidth, endless: false },
  ...widths.map((width) => ({ name: `network, width ${width}, without end`, width, endless: true })),
];
