/** How well answers are found: ranks of the right ones, and what is made of ranks. */
import { compile, input, open, type Device } from "#engine";
import { unitRows } from "../nn/encoder/contrastive.ts";
import { bootstrap, type BootstrapEstimate } from "./significance.ts";
import { mean } from "./statistics.ts";

/** As many candidates score at least as much as the answer, itself included: ties count against it. */
export function rankAmong(scores: ArrayLike<number>, answer: number): number {
  let rank = 0;
  for (let at = 0; at < scores.length; at++) if (scores[at] >= scores[answer]) rank++;
  return rank;
}

/** Share of queries whose answer is among the first k. Ranks count from 1. */
export const recallAt = (ranks: readonly number[], k: number): number => mean(ranks.map((rank) => Number(rank <= k)));

/** Mean of 1 / rank, of 0 beyond the first k. */
export const reciprocalRank = (ranks: readonly number[], k = Infinity): number =>
  mean(ranks.map((rank) => (rank <= k ? 1 / rank : 0)));

/** Mean of 1 / log2(1 + rank), of 0 beyond the first k: nDCG where each query has one answer. Järvelin and Kekäläinen 2002. */
export const ndcgAt = (ranks: readonly number[], k: number): number =>
  mean(ranks.map((rank) => (rank <= k ? 1 / Math.log2(1 + rank) : 0)));

/**
 * Average precision of scores, where 1 marks what is right and 0 what is not: the mean, over what is right, of the share that is right among
 * all that score at least as much. Ties count as one place.
 */
export function averagePrecision(scores: readonly number[], right: readonly number[]): number {
  const order = scores.map((_, at) => at).sort((a, b) => scores[b] - scores[a]);
  let [found, sum] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from;
    let here = 0;
    for (; to < order.length && scores[order[to]] === scores[order[from]]; to++) here += right[order[to]];
    found += here;
    sum += (here * found) / to;
    from = to;
  }
  return sum / found;
}

/** How much better one system is than another on the same queries, with a 95 % interval over them. `of`: what a rank is worth. */
export const pairedGain = (
  ranks: readonly number[],
  others: readonly number[],
  of: (rank: number) => number,
  options?: { resamples?: number; seed?: number },
): BootstrapEstimate => {
  if (ranks.length !== others.length) throw new Error(`${ranks.length} and ${others.length} queries are not the same`);
  return bootstrap(
    ranks.map((rank, at) => of(rank) - of(others[at])),
    mean,
    options,
  );
};

export interface Ranker {
  /**
   * Rank of each query's answer by the cosine of the first `size` numbers: as many candidates are at least as near, itself included, so that
   * ties count against it. Vectors row after row, [queries, width] and [candidates, width].
   */
  rank(queries: Float32Array, candidates: Float32Array, answers: readonly number[], size?: number): Promise<number[]>;
  release(): Promise<void>;
}

const rows = 250;

/** A ranker among so many candidates. Release it when done. */
export async function openRanker(
  { candidates, width }: { candidates: number; width: number },
  options: { device?: Device; threads?: number } = {},
): Promise<Ranker> {
  const mask = input("mask", [width]);
  const asked = unitRows(input("queries", [rows, width]).mul(mask));
  const scores = asked.matmul(unitRows(input("candidates", [candidates, width]).mul(mask)).transpose()); // [rows, candidates]
  const own = scores.gatherElements(input("answers", [rows, 1], "int32"), 1);
  const ranks = scores.greaterEqual(own).cast("float32").sum(1).squeeze(1);
  const session = await open(compile({ outputs: { ranks }, name: "ranks" }), options);
  return {
    async rank(queries, all, answers, size = width) {
      const found: number[] = [];
      const kept = Float32Array.from({ length: width }, (_, at) => Number(at < size));
      for (let from = 0; from < answers.length; from += rows) {
        const some = answers.slice(from, from + rows);
        const padded = new Float32Array(rows * width);
        padded.set(queries.subarray(from * width, (from + some.length) * width));
        const places = new Int32Array(rows);
        places.set(some);
        const feeds = { queries: padded, candidates: all, answers: places, mask: kept };
        found.push(...Array.from((await session.run(feeds)).ranks.data, Number).slice(0, some.length));
      }
      return found;
    },
    release: () => session.release(),
  };
}
