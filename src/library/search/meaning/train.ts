/**
 * Trains an encoder on a library's own papers. It begins as latent semantic analysis of their texts, which finds what stands together; then
 * titles come near to their abstracts, and passages to what is around them, by InfoNCE (the inverse cloze task of Lee, Chang and Toutanova, ACL 2019).
 */
import { random } from "#engine";
import { bagsOf, type Bags } from "#lab/training/static-embedding/bags";
import { latentBasis } from "#lab/training/static-embedding/latent";
import { openStaticTraining, type PairBatch } from "#lab/training/static-embedding/training";
import type { Corpus, TrainingPaper } from "./corpus.ts";
import { bagOf, width } from "./encoder.ts";

const settings = {
  /** Rounds of the subspace iteration. */
  rounds: 4,
  temperature: 0.05,
  /** Pairs of a batch: so many, and a smaller share of a small library's. */
  batch: 512,
  shareOfPairs: 1 / 18,
  epochs: 5,
  /** A small library is gone through more often. */
  fewestSteps: 120,
  /** So small that it keeps what it begins with. */
  learningRate: 0.003,
  seed: 1,
} as const;

/** Where a training stands. */
export interface Checkpoint {
  /** Steps that are done. */
  readonly step: number;
  /** [terms, width] */
  readonly table: Float32Array;
  /** [terms, width] */
  readonly squares: Float32Array;
}

export interface TrainOptions {
  /** What to go on from; of the same corpus. */
  readonly from?: Checkpoint | null;
  /** Called after every step; the arrays change later. */
  readonly onStep?: (checkpoint: Checkpoint, steps: number) => void;
}

/** @returns vectors of the corpus' terms, [terms, width]. */
export async function trainTable(
  corpus: Corpus,
  { from = null, onStep = () => {} }: TrainOptions = {},
): Promise<Float32Array> {
  const words = corpus.terms.length;
  const pairs = pairsOf(corpus.papers);
  const batch = Math.max(1, Math.min(settings.batch, Math.floor(pairs.length * settings.shareOfPairs)));
  const perEpoch = Math.floor(pairs.length / batch);
  const steps = Math.max(settings.epochs * perEpoch, settings.fewestSteps);
  const state = from ?? { step: 0, table: await latentTable(corpus), squares: new Float32Array(words * width) };
  const { table, squares } = state;
  const training = await openStaticTraining(
    { words, width, batch, temperature: settings.temperature },
    { table, squares },
  );
  try {
    let order: Int32Array = new Int32Array();
    for (let step = state.step; step < steps; step++) {
      const place = step % perEpoch;
      if (place === 0 || order.length === 0)
        order = random(settings.seed)
          .stream(`epoch ${Math.floor(step / perEpoch)}`)
          .permutation(pairs.length);
      const chosen = Array.from(order.subarray(place * batch, (place + 1) * batch), (at) => pairs[at]);
      await training.step(batchOf(corpus.papers, chosen, step), settings.learningRate * (1 - step / steps));
      onStep({ step: step + 1, table, squares }, steps);
    }
  } finally {
    await training.release();
  }
  return table;
}

interface Pair {
  readonly paper: number;
  /** Of the title with the abstract, else of a passage with the rest. */
  readonly title: boolean;
}

const pairsOf = (papers: readonly TrainingPaper[]): Pair[] =>
  papers.flatMap(({ title, passages }, paper) => [
    ...(title.length > 0 && passages.length > 0 ? [{ paper, title: true }] : []),
    ...(passages.length > 2 ? [{ paper, title: false }] : []),
  ]);

/** Which passage is asked for changes from step to step. */
function batchOf(papers: readonly TrainingPaper[], pairs: readonly Pair[], step: number): PairBatch {
  const draws = random(settings.seed).stream(`passages ${step}`).uniform(pairs.length);
  const sides = pairs.map(({ paper, title: byTitle }, at) => {
    const { title, passages } = papers[paper];
    if (byTitle) return [bagOf(title), bagOf(...passages)];
    const asked = Math.floor(draws[at] * passages.length);
    return [bagOf(passages[asked]), bagOf(title, ...passages.filter((_, other) => other !== asked))];
  });
  const side = (which: number): Bags => bagsOf(sides.map((both) => both[which]));
  return { queries: side(0), passages: side(1), identities: Int32Array.from(pairs, ({ paper }) => paper) };
}

/** Where training begins: directions of the papers' terms, weighted by their rarity; the mean length of a term's vector is 1. */
async function latentTable({ terms, rarity, papers }: Corpus): Promise<Float32Array> {
  const texts = bagsOf(papers.map(({ title, passages }) => weighted(bagOf(title, ...passages), rarity)));
  const { rounds, seed } = settings;
  const { basis } = await latentBasis(texts, { words: terms.length, width, rounds, seed });
  const table = basis.map((value, at) => value * rarity[Math.floor(at / width)]);
  let lengths = 0;
  for (let row = 0; row < terms.length; row++) lengths += Math.hypot(...table.subarray(row * width, (row + 1) * width));
  const scale = terms.length / (lengths || 1);
  return table.map((value) => value * scale);
}

/** Counts by rarity, of length 1. */
function weighted(bag: ReadonlyMap<number, number>, rarity: Float32Array): Map<number, number> {
  const weights = [...bag].map(([term, count]) => [term, count * rarity[term]] as const);
  const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
  return new Map(weights.map(([term, weight]) => [term, weight / length]));
}
