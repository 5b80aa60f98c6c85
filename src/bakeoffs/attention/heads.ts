/** The contestants on the retrieval task: one head that sees nothing but its weights, and keys that have no order. */
import { constant, type Scope } from "#engine";
import {
  scoresOf,
  softmaxWeights,
  type AttentionContext,
  type AttentionOptions,
} from "#lab/nn/language-model/attention";
import { linearMap } from "#lab/nn/language-model/model";
import type { RetrievalHead } from "#papers/nalaformer/experiment/retrieval-model";

/**
 * Of attention with scores. What a head puts out is one number there, so a gate is one number for each query; a norm before it would leave
 * of that number no more than its sign, and is left out.
 */
export const scoringHead = ({
  weights = softmaxWeights,
  gate = (_, mixed) => mixed,
}: Pick<AttentionOptions, "weights" | "gate">): RetrievalHead => ({
  weights(q, k, at: Scope, x) {
    const context: AttentionContext = {
      ...{ site: { block: 1, depth: 1, sublayer: "attention" }, heads: 1, x },
      linear: linearMap({ depth: 1 }),
    };
    const rows = weights(at, scoresOf(q, k, { causal: false }).unsqueeze(1), context).squeeze(1);
    const [batch, queries] = rows.shape;
    return rows.mul(gate(at, constant([1]).reshape(1, 1, 1).expand([batch, queries, 1]), context));
  },
});
