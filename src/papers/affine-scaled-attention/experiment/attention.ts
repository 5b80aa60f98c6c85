/** Looks at the attention of a trained model: what its queries do, block by block. */
import type { Parameters } from "#engine";
import { attentionStatistics, withAttentionHooks, type AttentionStatistics } from "#lab/measure/attention-hooks";
import { openEvaluator } from "#lab/measure/evaluator";
import { deviation, mean } from "#lab/measure/statistics";
import type { AttentionOptions } from "#lab/nn/language-model/attention";
import {
  languageModelLoss,
  modelOf,
  selfAttention,
  type Arm,
  type Comparison,
} from "#lab/training/language-model/index";
import type { AffineLab } from "./settings.ts";

/** Numbers of one block, one for each sequence, head and query, in this order; `softmaxEntropy` is that of the scores' softmax. */
export type BlockAttention = Readonly<Record<keyof AttentionStatistics | "softmaxEntropy", Float32Array>>;

/** Takes the model apart for an arm's weights: one array for each block. */
export interface AttentionViewer {
  of(weights: Parameters, tokens: Int32Array): Promise<readonly BlockAttention[]>;
  release(): Promise<void>;
}

export async function openAttentionViewer(
  { device, threads }: AffineLab,
  arm: Arm,
  attention: AttentionOptions,
  { text, shape }: Pick<Comparison, "text" | "shape">,
): Promise<AttentionViewer> {
  const { options, sites } = withAttentionHooks(attention);
  const hooked = { ...arm, model: { ...arm.model, attention: selfAttention(options) } };
  languageModelLoss(modelOf(hooked, { text, shape }), { batch: shape.batch, mode: "inference" });
  const statistics = sites.map(({ weights, softmax }) => ({
    ...attentionStatistics(weights),
    softmaxEntropy: attentionStatistics(softmax).entropy,
  }));
  const outputs = statistics.flatMap((block, at) =>
    Object.entries(block).map(([name, tensor]) => [`${at} ${name}`, tensor] as const),
  );
  const evaluator = await openEvaluator(Object.fromEntries(outputs), { device, threads, name: "attention" });
  return {
    async of(weights, tokens) {
      const values = await evaluator.run(weights, { tokens });
      return statistics.map((block, at) =>
        Object.fromEntries(
          Object.keys(block).map((name) => [name, (values[`${at} ${name}`].data as Float32Array).slice()]),
        ),
      ) as unknown as BlockAttention[];
    },
    release: () => evaluator.release(),
  };
}

/** Mean of a block's numbers over those queries that count. */
export function meanOver(values: ArrayLike<number>, counts: (at: number) => boolean): number {
  return mean(Array.from(values).filter((_, at) => counts(at)));
}

/** Standard deviation over the queries of each head, mean over the heads. */
export function spreadWithinHeads(values: Float32Array, { heads, context }: Comparison["shape"]): number {
  const headOf = (at: number) => Math.floor(at / context) % heads;
  return mean(
    Array.from({ length: heads }, (_, head) => deviation(Array.from(values).filter((_, at) => headOf(at) === head))),
  );
}
