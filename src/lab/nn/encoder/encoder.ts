/**
 * A bidirectional encoder of texts that can be left after any layer. Devlin et al. 2019 (BERT), post-norm.
 *
 *   h^0 = norm(embedding(token) + position)
 *   h^n = norm(h + feed-forward(h)), h = norm(h^(n-1) + attention(h^(n-1)))
 *
 * Every h^n is normalized, so that all exits have the same scale. Padding (token 0) is seen by nobody.
 */
import { concat, layerNorm, normal, type Scope, type Tensor } from "#engine";
import { padding } from "../../datasets/words.ts";
import { encoderAttention, withoutPadding } from "../language-model/attention.ts";
import { blocks } from "../language-model/blocks.ts";
import { feedForward } from "../language-model/feed-forward.ts";
import { linearMap } from "../language-model/model.ts";
import type { LinearMap } from "../language-model/parts.ts";
import { postNorm } from "../language-model/placement.ts";

export interface Encoder {
  readonly vocabulary: number;
  /** The longest text in tokens: the number of learned positions. */
  readonly context: number;
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
  /** Of the feed-forward's inside, in widths. Default 4. */
  readonly expand?: number;
  /** Each position sees itself and what came before, as in a language model. Default: all positions. */
  readonly causal?: boolean;
}

export interface Encoded {
  /** h^0, h^1, ..., h^depth: [batch, time, width] each. */
  readonly layers: readonly Tensor[];
  /** 1 at tokens, 0 at padding: [batch, time, 1]. */
  readonly real: Tensor;
}

/** A vector for each code: [vocabulary, width]. */
export const embeddingTable = (at: Scope, { vocabulary, width }: Encoder): Tensor =>
  at.parameter("embedding", [vocabulary, width], normal(0.02));

/**
 * norm(vector + position): h^0 of the tokens' vectors, or of others in their places. [batch, time, width].
 * @throws Error when the time is longer than the context.
 */
export function embedVectors(at: Scope, vectors: Tensor, { context, width }: Encoder): Tensor {
  const time = vectors.shape[1];
  if (time > context) throw new Error(`${time} tokens do not fit a context of ${context}`);
  const positions = at.parameter("positions", [context, width], normal(0.005)).slice(0, 0, time);
  return layerNorm(at.scope("embedding norm"), vectors.add(positions));
}

/** The linear maps of an encoder's blocks. */
export const encoderMap = ({ depth, width }: Encoder): LinearMap => linearMap({ depth, std: 1 / Math.sqrt(width) });

/**
 * Tokens int32 [batch, time] to all layers. `added` [batch, time, width] joins the tokens' vectors before the first norm, such as what says
 * which text a token belongs to. @throws Error when the time is longer than the context.
 */
export function encoder(at: Scope, tokens: Tensor, model: Encoder, added?: Tensor): Encoded {
  const { depth, heads, expand = 4, causal = false } = model;
  const isPadding = tokens.equal(padding);
  const vectors = embeddingTable(at, model).gather(tokens);
  const layers = blocks(at, embedVectors(at, added ? vectors.add(added) : vectors, model), {
    ...{ depth, heads, rotary: false },
    linear: encoderMap(model),
    normAt: () => layerNorm,
    placement: postNorm,
    attention: encoderAttention(withoutPadding(isPadding), { causal }),
    feedForward: feedForward({ expand }),
  });
  return { layers, real: isPadding.not().cast("float32").unsqueeze(-1) };
}

/** One vector a text: the mean over its tokens, that of its first, the mean over the others, or that of its last. */
export type Pooling = "mean" | "first" | "rest" | "last";

/** [batch, time, width] -> [batch, width]. Padding stands behind a text. A text without tokens has the vector 0 as its mean and its last. */
export function pool(layer: Tensor, real: Tensor, pooling: Pooling = "mean"): Tensor {
  if (pooling === "first") return layer.slice(1, 0, 1).squeeze(1);
  if (pooling === "rest") return pool(layer.slice(1, 1), real.slice(1, 1));
  if (pooling === "last") return layer.mul(lastOf(real)).sum(1).squeeze(1);
  return layer.mul(real).sum(1).div(real.sum(1).maximum(1)).squeeze(1);
}

/** 1 at the last token of each text. [batch, time, 1]. */
const lastOf = (real: Tensor): Tensor => real.sub(concat([real.slice(1, 1), real.slice(1, 0, 1).mul(0)], 1));

/** Multiplications and additions for one text of so many tokens through `depth` layers: products of matrices only, a multiplication with its addition as two. */
export function encoderFlops({ width, expand = 4 }: Encoder, tokens: number, depth: number): number {
  const maps = (4 + 2 * expand) * width * width * tokens;
  const scores = 2 * tokens * tokens * width;
  return 2 * depth * (maps + scores);
}
