/** How well an arm finds and ranks at every exit that it has. */
import type { Parameters } from "#engine";
import { openRanker, recallAt } from "#lab/measure/retrieval";
import { mean, spearman } from "#lab/measure/statistics";
import { openTextEncoder, type TextEncoder } from "#lab/training/encoder/index";
import type { Exit } from "../method.ts";
import type { Data } from "./data.ts";
import type { MatryoshkaLab } from "./settings.ts";
import { allExits, extent, modelOf, sizes } from "./sizes.ts";

export interface Quality {
  /** Share of queries whose answer is among the first ten, in percent. */
  readonly recall: number;
  /** Mean logarithm of the rank of the answer, in nats: where a recall is small, it tells more. */
  readonly logRank: number;
  /** Rank correlation of cosines with Wu and Palmer's similarity. */
  readonly correlation: number;
}

/** By exit; `at` finds it again. */
export type Grid = ReadonlyMap<string, Quality>;
const keyOf = ({ layer, size }: Exit): string => `${layer} ${size}`;
export const at = (grid: Grid, layer: number, size: number): Quality => grid.get(keyOf({ layer, size }))!;

/** Of an arm whose training diverged: no measurement comes of it. */
export const divergedGrid: Grid = new Map(
  allExits.map((exit) => [keyOf(exit), { recall: NaN, logRank: NaN, correlation: NaN }] as const),
);

export interface Examiner {
  /** Of an arm with so many layers. */
  grid(parameters: Parameters, depth: number): Promise<Grid>;
  release(): Promise<void>;
}

type Resources = Pick<MatryoshkaLab, "device" | "threads">;

export async function openExaminer({ device, threads }: Resources, data: Data): Promise<Examiner> {
  const options = { device, threads };
  const { test } = data;
  const ranker = await openRanker({ candidates: test.candidates.length, width: extent.width }, options);
  const encoders = new Map<number, Promise<TextEncoder>>();
  const encoderOf = (depth: number) => {
    const found = encoders.get(depth) ?? openTextEncoder({ model: modelOf(depth, data.vocabulary), data }, options);
    encoders.set(depth, found);
    return found;
  };
  const placeOf = new Map(test.queries.map((place, row) => [place, row]));
  return {
    async grid(parameters, depth) {
      const encoder = await encoderOf(depth);
      const queries = await encoder.encode(parameters, test.queries);
      const candidates = await encoder.encode(parameters, test.candidates);
      const grid = new Map<string, Quality>();
      for (let layer = 1; layer <= depth; layer++)
        for (const size of sizes) {
          const ranks = await ranker.rank(queries[layer - 1], candidates[layer - 1], test.answers, size);
          const cosines = data.graded.map(({ a, b }) =>
            cosine(queries[layer - 1], placeOf.get(a)!, placeOf.get(b)!, size),
          );
          const correlation = spearman(
            cosines,
            data.graded.map(({ similarity }) => similarity),
          );
          grid.set(keyOf({ layer, size }), {
            ...{ recall: 100 * recallAt(ranks, 10), logRank: mean(ranks.map(Math.log)), correlation },
          });
        }
      return grid;
    },
    async release() {
      await ranker.release();
      for (const encoder of encoders.values()) await (await encoder).release();
    },
  };
}

/** Of two rows, of their first `size` numbers. */
function cosine(rows: Float32Array, a: number, b: number, size: number): number {
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let index = 0; index < size; index++) {
    const [left, right] = [rows[a * extent.width + index], rows[b * extent.width + index]];
    product += left * right;
    squaresA += left * left;
    squaresB += right * right;
  }
  return product / Math.sqrt(squaresA * squaresB);
}
