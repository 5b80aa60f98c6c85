/** One head on the retrieval task, its training and its score: what it sees of a query is weights on keys, and nothing else. */
import {
  adamW,
  constant,
  input,
  normal,
  ones,
  Scope,
  warmupCosine,
  zeros,
  type Device,
  type Mode,
  type Parameters,
  type Tensor,
} from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean } from "#lab/measure/statistics";
import { openTraining, type Training } from "#lab/training/open-training";
import { tunableRuns, type Tunable } from "#lab/training/tuning/index";
import { keyCount, keyDirections, kinds, queryCount, retrievalBatch } from "./retrieval-task.ts";

/** What competes. Bake-offs bring heads of other kinds. */
export interface RetrievalHead {
  /** Of mapped queries [batch, queries, d] and keys [1, keys, d]: [batch, queries, keys]. With parameters of its own, if any, of the queries as they come. */
  readonly weights: (q: Tensor, k: Tensor, at: Scope, queries: Tensor) => Tensor;
  /** Whether the map to queries and the map to keys add a bias. Then the direction of a query depends on its length. */
  readonly bias?: boolean;
}

const size = 32;

/** Examples a step. */
export const retrievalBatchSize = 32;

/** Loss in nats, and whether each answer is right, [batch, queries]. Feeds: signs, queries, answers. */
export function retrievalModel(
  { weights, bias = false }: RetrievalHead,
  directions: Float32Array,
  { batch, mode }: { readonly batch: number; readonly mode: Mode },
) {
  const scope = new Scope({ mode });
  const queries = input("queries", [batch, queryCount, keyCount]);
  const signs = input("signs", [batch, keyCount]).unsqueeze(2);
  const answers = input("answers", [batch, queryCount]);
  const keys = constant(directions, { shape: [1, keyCount, keyCount] });
  const map = (part: string, x: Tensor, std: number) => {
    const at = scope.scope(part);
    const y = x.matmul(at.parameter("weight", [keyCount, size], normal(std)));
    return bias ? y.add(at.parameter("bias", [size], zeros)) : y;
  };
  // Queries start short, where tanh is steep.
  const mixed = weights(map("query", queries, 0.3), map("key", keys, 1), scope, queries)
    .matmul(signs)
    .squeeze(2); // [B, queries]
  const logits = mixed.mul(scope.parameter("gain", [1], ones)).add(scope.parameter("bias", [1], zeros));
  const margin = logits.mul(answers);
  return { scope, loss: margin.neg().softplus().mean(), right: margin.greater(0).cast("float32") };
}

export interface RetrievalPlan {
  readonly head: RetrievalHead;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly threads?: number;
  readonly device?: Device;
}

/** One arm, with its directions. */
export async function openRetrieval({ head, ...plan }: RetrievalPlan): Promise<Training> {
  const { seed, steps, learningRate } = plan;
  const directions = keyDirections(seed);
  const { scope, loss } = retrievalModel(head, directions, { batch: retrievalBatchSize, mode: "training" });
  const feeds = (step: number) => retrievalBatch({ seed, step, batch: retrievalBatchSize }, directions).feeds;
  return openTraining(
    { scope, loss, feeds },
    {
      ...plan,
      optimizer: adamW({ betas: [0.9, 0.95], weightDecay: 0 }),
      learningRate: warmupCosine({ peak: learningRate, warmup: Math.ceil(steps / 10), total: steps }),
      maxGradNorm: 1,
    },
  );
}

/** Batches of tests are far beyond the steps of any training. */
const beyond = 1_000_000;
const test = { batches: 4, batch: 256 } as const;

/** Percent right, of all queries and by kind. */
export interface RetrievalScore {
  readonly all: number;
  readonly byKind: readonly number[];
}

export async function retrievalScore(
  { head, seed, device, threads }: Pick<RetrievalPlan, "head" | "seed" | "device" | "threads">,
  weights: Parameters,
): Promise<RetrievalScore> {
  const directions = keyDirections(seed);
  const { right } = retrievalModel(head, directions, { batch: test.batch, mode: "inference" });
  const evaluator = await openEvaluator({ right }, { device, threads });
  const hits = kinds.map((): number[] => []);
  for (let batch = 0; batch < test.batches; batch++) {
    const { feeds, kindOf } = retrievalBatch({ seed, step: beyond + batch, batch: test.batch }, directions);
    const { data } = (await evaluator.run(weights, feeds)).right;
    for (let query = 0; query < test.batch * queryCount; query++) hits[kindOf[query]].push(Number(data[query]));
  }
  await evaluator.release();
  return { all: 100 * mean(hits.flat()), byKind: hits.map((of) => 100 * mean(of)) };
}

/** Heads, to be tuned in so many steps, on batches that no training has. */
export const tunableHeads = (heads: Readonly<Record<string, RetrievalHead>>, steps: number): Tunable =>
  tunableRuns(
    Object.keys(heads),
    async (name, learningRate, seed) => {
      const head = heads[name];
      return { ...(await openRetrieval({ head, steps, seed, learningRate, threads: 1 })), head, seed };
    },
    async ({ means, head, seed }) => {
      const directions = keyDirections(seed);
      const { batch } = test;
      const build = () => ({ loss: retrievalModel(head, directions, { batch, mode: "inference" }).loss });
      const batches = [1, 2].map((at) => retrievalBatch({ seed, step: beyond + at, batch }, directions).feeds);
      return (await means("loss", build, batches)).loss;
    },
  );
