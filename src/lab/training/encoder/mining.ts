/** Hard negatives by an encoder's own ranking, and which pairs that ranking finds credible. */
import { compile, input, open, topK, type Device, type Stream } from "#engine";
import { unitRows } from "../../nn/encoder/contrastive.ts";

export interface Mining {
  /** Negatives are drawn from these ranks, counted from 0: the first is taken, the last is not. Nearer ones may be right unknown to us. */
  readonly ranks: readonly [from: number, to: number];
  readonly count: number;
  /** A pair is consistent when its passage scores no lower than the one at this rank. */
  readonly consistentTo: number;
}

export interface Mined {
  /** Places among the candidates. */
  readonly negatives: readonly number[];
  readonly consistent: boolean;
}

/** Of one query: its candidates from the nearest on with their scores, and its own answer. @throws Error when too few are left to draw from. */
export function mineOne(
  { places, scores }: { places: ArrayLike<number>; scores: ArrayLike<number> },
  answer: { place: number; score: number },
  { ranks: [from, to], count, consistentTo }: Mining,
  stream: Stream,
): Mined {
  const near = Array.from(places)
    .slice(from, to)
    .filter((place) => place !== answer.place);
  if (near.length < count) throw new Error(`${near.length} candidates at ranks ${from} to ${to}, not ${count}`);
  const negatives = Array.from(stream.permutation(near.length).subarray(0, count), (at) => near[at]);
  return { negatives, consistent: answer.score >= scores[consistentTo] };
}

export interface Miner {
  /** Vectors row after row, [queries, width] and [candidates, width]; of each query, the place of its answer. */
  mine(
    queries: Float32Array,
    candidates: Float32Array,
    answers: readonly number[],
    mining: Mining,
    stream: Stream,
  ): Promise<Mined[]>;
  release(): Promise<void>;
}

const rows = 200;

/** A miner among so many candidates, by cosine, down to rank `deepest`. Release it when done. */
export async function openMiner(
  { candidates, width, deepest }: { candidates: number; width: number; deepest: number },
  options: { device?: Device; threads?: number } = {},
): Promise<Miner> {
  const all = unitRows(input("candidates", [candidates, width]));
  const scores = unitRows(input("queries", [rows, width])).matmul(all.transpose()); // [rows, candidates]
  const own = scores.gatherElements(input("answers", [rows, 1], "int32"), 1);
  const { values, indices } = topK(scores, deepest);
  const session = await open(compile({ outputs: { own, values, indices }, name: "mining" }), options);
  return {
    async mine(queries, vectors, answers, mining, stream) {
      const needed = Math.max(mining.ranks[1], mining.consistentTo + 1);
      if (needed > deepest) throw new Error(`rank ${needed} is deeper than ${deepest}`);
      const mined: Mined[] = [];
      for (let from = 0; from < answers.length; from += rows) {
        const some = answers.slice(from, from + rows);
        const padded = new Float32Array(rows * width);
        padded.set(queries.subarray(from * width, (from + some.length) * width));
        const places = new Int32Array(rows);
        places.set(some);
        const found = await session.run({ queries: padded, candidates: vectors, answers: places });
        const values = found.values.data as Float32Array;
        const indices = Array.from(found.indices.data, Number);
        for (const [row, place] of some.entries()) {
          const [start, end] = [row * deepest, (row + 1) * deepest];
          const near = { places: indices.slice(start, end), scores: values.subarray(start, end) };
          mined.push(mineOne(near, { place, score: Number(found.own.data[row]) }, mining, stream));
        }
      }
      return mined;
    },
    release: () => session.release(),
  };
}
