/**
 * Trains a static embedding: a vector for each word, and for a text the weighted sum of its words'. Pairs of texts that belong together
 * come near to each other by in-batch InfoNCE, both ways (van den Oord et al. 2018; Radford et al. 2021, figure 3).
 *
 * A text has few of the words, so that only their rows are read, differentiated and moved; the loss between the pooled vectors, which is
 * nearly all of the arithmetic, is a program of the engine.
 */
import { compile, gradient, input, open, type Session } from "#engine";
import { contrastiveLosses, samePassages } from "../../nn/encoder/contrastive.ts";
import { pool, RowSums, type Bags } from "./bags.ts";

export interface StaticSettings {
  /** Words, and numbers of each one's vector. */
  readonly words: number;
  readonly width: number;
  /** Pairs per step. */
  readonly batch: number;
  readonly temperature: number;
}

/** What a training goes on from; the arrays are its own from then on. */
export interface StaticState {
  /** [words, width] */
  readonly table: Float32Array;
  /** Sums of squared gradients, [words, width]. */
  readonly squares: Float32Array;
}

/** Query i belongs to passage i. */
export interface PairBatch {
  readonly queries: Bags;
  readonly passages: Bags;
  /** Pairs with the same one are not held against each other. */
  readonly identities: Int32Array;
}

export interface StaticTraining extends StaticState {
  /** The mean loss of a batch, and one step of AdaGrad against it (Duchi et al. 2011), by the rows that the batch has. */
  step(pairs: PairBatch, learningRate: number): Promise<number>;
  release(): Promise<void>;
}

/** So that a first gradient near zero does not make a first step of the whole rate. */
const floor = 1e-8;

export async function openStaticTraining(
  { words, width, batch, temperature }: StaticSettings,
  { table, squares }: StaticState,
): Promise<StaticTraining> {
  const session = await openLoss(batch, width, temperature);
  const sums = new RowSums(words, width);
  return {
    table,
    squares,
    async step({ queries, passages, identities }, learningRate) {
      const values = await session.run({
        queries: pool(table, width, queries),
        passages: pool(table, width, passages),
        identities,
      });
      sums.add(values.toQueries.data as Float32Array, queries);
      sums.add(values.toPassages.data as Float32Array, passages);
      const { rows, values: gradients } = sums.take();
      for (let i = 0; i < rows.length; i++)
        for (let d = 0, at = rows[i] * width, from = i * width; d < width; d++, at++, from++) {
          const g = gradients[from];
          squares[at] += g * g;
          table[at] -= (learningRate * g) / (Math.sqrt(squares[at]) + floor);
        }
      return Number(values.loss.data[0]);
    },
    release: () => session.release(),
  };
}

/** The loss between pooled vectors [batch, width], and its gradients with respect to them. */
function openLoss(batch: number, width: number, temperature: number): Promise<Session> {
  const queries = input("queries", [batch, width]);
  const passages = input("passages", [batch, width]);
  const ignored = samePassages(input("identities", [batch], "int32"), batch);
  const there = contrastiveLosses(queries, passages, { temperature, ignored });
  const back = contrastiveLosses(passages, queries, { temperature, ignored });
  const loss = there.add(back).mean().div(2);
  const [toQueries, toPassages] = gradient(loss, [queries, passages]);
  return open(compile({ outputs: { loss, toQueries, toPassages }, name: "static-embedding" }), { threads: 1 });
}
