/** Fine-tuning on pairs of texts of one subject: the whole encoder and the maps of the two-part vector, from any start, with one contrastive loss. */
import {
  adamW,
  concat,
  input,
  linear,
  normal,
  Scope,
  split,
  warmupCosine,
  type Parameters,
  type Tensor,
} from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { contrastiveLoss, samePassages } from "#lab/training/encoder/index";
import { openTraining } from "#lab/training/open-training";
import { train } from "#lab/training/training";
import { tokenRows } from "../draws.ts";
import { interleaved } from "../method.ts";
import type { Data, Pairs } from "./data.ts";
import type { RetroLab, Settings } from "./settings.ts";
import { length, temperature, width } from "./sizes.ts";
import { openReader, openSearch, textVectors } from "./vectors.ts";
import { codes } from "./world.ts";

/** (c_1, o_1, c_2, o_2, ..) of each text, with learned maps W_c and W_o: [batch, width]. */
export function joinedVector(at: Scope, tokens: Tensor): Tensor {
  const { cls, others } = textVectors(at, tokens);
  const half = (name: string, x: Tensor) =>
    linear(at.scope(name), x, width / 2, { bias: false, init: normal(1 / Math.sqrt(width)) });
  return interleaved(half("W_c", cls), half("W_o", others));
}

/** The contrastive loss of pairs that are fed: queries and passages [pairs, length], identities [pairs]. */
function pairLoss(at: Scope, pairs: number): Tensor {
  const side = (name: string) => input(name, [pairs, length], "int32");
  const vectors = joinedVector(at, concat([side("queries"), side("passages")], 0));
  const [queries, passages] = split(vectors, 2, 0);
  const ignored = samePassages(input("identities", [pairs], "int32"), pairs);
  return contrastiveLoss(queries, passages, { temperature, ignored });
}

const pairFeeds = ({ queries, passages, subjects }: Pairs) => ({
  queries: tokenRows(queries, codes, length),
  passages: tokenRows(passages, codes, length),
  identities: Int32Array.from(subjects),
});

/** MRR@10 after some steps. */
export type Course = readonly { readonly step: number; readonly score: number }[];

export interface FineTuning {
  /**
   * Trains from weights of an encoder, and searches after the steps of `looks`. Returns what it saw; null where it diverged.
   */
  train(
    lab: RetroLab,
    start: { readonly name: string; readonly weights: Parameters; readonly learningRate: number },
    looks: readonly number[],
  ): AsyncGenerator<LabEvent, Course | null, void>;
  release(): Promise<void>;
}

export async function openFineTuning(
  { seed, device, threads }: Pick<RetroLab, "seed" | "device" | "threads">,
  data: Data,
  { pairs, steps }: Pick<Settings, "pairs"> & { steps: number },
): Promise<FineTuning> {
  const scope = new Scope({ mode: "training" });
  const feeds = (step: number) => pairFeeds(data.pairsAt(step, pairs));
  const { trainer, release } = await openTraining(
    { scope, loss: pairLoss(scope, pairs), feeds },
    {
      ...{ steps, seed, device, threads, learningRate: () => 0, maxGradNorm: 1 },
      optimizer: adamW({ weightDecay: 0.01 }),
    },
  );
  const owned = new Set(scope.parameters.map(({ name }) => name));
  const reader = await openReader((at, tokens) => ({ joined: joinedVector(at, tokens) }), { device, threads });
  const search = openSearch({ device, threads });
  const { queries, candidates } = data.test;
  const score = async (weights: Parameters) => {
    const [left, right] = [await reader.read(weights, queries), await reader.read(weights, candidates)];
    return search.score(left.joined, right.joined, data.test);
  };
  return {
    async *train(lab, { name, weights, learningRate }, looks) {
      // What the encoder has beside it, the heads of its decoders, stays behind.
      await trainer.restart(Object.fromEntries(Object.entries(weights).filter(([parameter]) => owned.has(parameter))));
      const learningRates = warmupCosine({ peak: learningRate, warmup: Math.ceil(steps / 10), total: steps });
      const course: { step: number; score: number }[] = [];
      for await (const { step, diverged } of train(trainer, { steps, feeds, learningRate: learningRates })) {
        if (diverged !== null) {
          yield lab.note(`${name}: ${diverged}`);
          return null;
        }
        yield lab.progress(step / steps, `${name}, fine-tuning: step ${step} of ${steps}`);
        if (looks.includes(step)) course.push({ step, score: await score(await trainer.snapshot()) });
      }
      return course;
    },
    async release() {
      await release();
      await reader.release();
      await search.release();
    },
  };
}
