/** One head on the retrieval task, and the kernels that compete there: what it sees of a query is weights on keys, and nothing else. */
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
  type Tensor,
} from "#engine";
import { openTraining, type Training } from "#lab/training/open-training";
import { kernels, type Kernel } from "./kernels.ts";
import { keyCount, keyDirections, queryCount, retrievalBatch } from "./retrieval-task.ts";

interface RetrievalArm extends Pick<Kernel, "weights"> {
  /** Whether the map to queries and the map to keys add a bias. Then the direction of a query depends on its length. */
  readonly bias?: boolean;
}

const size = 32;

const { softmax, ReLU, "NaLa A": nalaA, "NaLa B": nalaB, frozen } = kernels;

export const retrievalArms = {
  softmax,
  ReLU,
  "NaLa A": nalaA,
  "NaLa B": nalaB,
  frozen,
  "NaLa A, bias": { ...nalaA, bias: true },
  "frozen, bias": { ...frozen, bias: true },
} as const satisfies Readonly<Record<string, RetrievalArm>>;

export type RetrievalArmName = keyof typeof retrievalArms;
export const retrievalArmNames = Object.keys(retrievalArms) as RetrievalArmName[];

/** Examples a step. */
export const retrievalBatchSize = 32;

/** Loss in nats, and whether each answer is right, [batch, queries]. Feeds: signs, queries, answers. */
export function retrievalModel(
  name: RetrievalArmName,
  directions: Float32Array,
  { batch, mode }: { readonly batch: number; readonly mode: Mode },
) {
  const { weights, bias = false }: RetrievalArm = retrievalArms[name];
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
  const mixed = weights(map("query", queries, 0.3), map("key", keys, 1))
    .matmul(signs)
    .squeeze(2); // [B, queries]
  const logits = mixed.mul(scope.parameter("gain", [1], ones)).add(scope.parameter("bias", [1], zeros));
  const margin = logits.mul(answers);
  return { scope, loss: margin.neg().softplus().mean(), right: margin.greater(0).cast("float32") };
}

export interface RetrievalPlan {
  readonly name: RetrievalArmName;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly threads?: number;
  readonly device?: Device;
}

/** One arm, with its directions. */
export async function openRetrieval({ name, ...plan }: RetrievalPlan): Promise<Training> {
  const { seed, steps, learningRate } = plan;
  const directions = keyDirections(seed);
  const { scope, loss } = retrievalModel(name, directions, { batch: retrievalBatchSize, mode: "training" });
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
