/** Looks at a trained model: how its queries spend their attention, and how large the stream between its blocks is. */
import type { Parameters, Value } from "#engine";
import type { Lab } from "#lab/kit/index";
import { attentionStatistics, withAttentionHooks } from "#lab/measure/attention-hooks";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { languageModelLoss, modelOf, type Comparison } from "#lab/training/language-model/index";
import { modelArm, type AttentionArm, type Positions } from "./arms.ts";
import { finite, type Look } from "./rows.ts";

export interface Seen extends Look {
  /** Of each token of the vocabulary at each position, [batch * length, vocabulary]. */
  readonly logits: Float32Array;
}

export interface Bench extends Pick<Comparison, "text" | "shape"> {
  readonly positions: Positions;
}

/** @param batches tokens of windows, one batch after the other. */
export async function lookAt(
  { device, threads }: Pick<Lab, "device" | "threads">,
  arm: AttentionArm,
  { text, shape, positions }: Bench,
  weights: Parameters,
  batches: readonly Int32Array[],
): Promise<Seen[]> {
  const { options, sites } = withAttentionHooks(arm.attention(positions));
  const model = modelOf(modelArm({ ...arm, attention: () => options }, positions), { text, shape });
  const { streams, logits } = languageModelLoss(model, { batch: shape.batch, mode: "inference" });
  const statistics = sites.map((site) => attentionStatistics(site.weights));
  const outputs = [
    ...statistics.flatMap(({ entropy, first, total }, block) =>
      // The first query of a window sees one key and has nothing to spread.
      Object.entries({ entropy, first: arm.normed ? first.abs().div(total) : first }).map(
        ([what, values]) => [`${what} ${block}`, values.slice(2, 1, shape.context).mean()] as const,
      ),
    ),
    ...streams.map((stream, at) => [`largest ${at}`, stream.abs().max()] as const),
  ];
  const evaluator = await openEvaluator({ ...Object.fromEntries(outputs), logits }, { device, threads, name: "look" });
  const byBlock = (found: Readonly<Record<string, Value>>, what: string) =>
    sites.map((_, block) => finite(scalar(found[`${what} ${block}`])));
  try {
    const seen: Seen[] = [];
    for (const tokens of batches) {
      const found = await evaluator.run(weights, { tokens });
      seen.push({
        entropy: byBlock(found, "entropy"),
        first: byBlock(found, "first"),
        largest: finite(Math.max(...streams.map((_, at) => scalar(found[`largest ${at}`])))),
        logits: found.logits.data as Float32Array,
      });
    }
    return seen;
  } finally {
    await evaluator.release();
  }
}
