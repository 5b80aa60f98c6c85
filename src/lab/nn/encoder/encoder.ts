/**
 * A bidirectional encoder of texts that can be left after any layer. Devlin et al. 2019 (BERT), post-norm.
 *
 *   h^0 = norm(embedding(token) + position)
 *   h^n = norm(h + feed-forward(h)), h = norm(h^(n-1) + attention(h^(n-1)))
 *
 * Every h^n is normalized, so that all exits have the same scale. Padding (token 0) is seen by nobody.
 */
import { layerNorm, normal, where, type Scope, type Tensor } from "#engine";
import { padding } from "../../datasets/words.ts";
import { selfAttention } from "../language-model/attention.ts";
import { blocks } from "../language-model/blocks.ts";
import { feedForward } from "../language-model/feed-forward.ts";
import { linearMap } from "../language-model/model.ts";
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
}

export interface Encoded {
  /** h^0, h^1, ..., h^depth: [batch, time, width] each. */
  readonly layers: readonly Tensor[];
  /** 1 at tokens, 0 at padding: [batch, time, 1]. */
  readonly real: Tensor;
}

/** Scores of padding: its softmax weight is exactly 0. */
const hidden = -1e9;

/** Tokens int32 [batch, time] to all layers. @throws Error when the time is longer than the context. */
export function encoder(at: Scope, tokens: Tensor, model: Encoder): Encoded {
  const { vocabulary, context, depth, width, heads, expand = 4 } = model;
  const [batch, time] = tokens.shape;
  if (time > context) throw new Error(`${time} tokens do not fit a context of ${context}`);
  const isPadding = tokens.equal(padding);
  const visible = where(isPadding, hidden, 0).reshape(batch, 1, 1, time); // beside scores [B,H,T,T]
  const embedded = at
    .parameter("embedding", [vocabulary, width], normal(0.02))
    .gather(tokens)
    .add(at.parameter("positions", [context, width], normal(0.005)).slice(0, 0, time));
  const layers = blocks(at, layerNorm(at.scope("embedding norm"), embedded), {
    ...{ depth, heads, rotary: false },
    linear: linearMap({ depth, std: 1 / Math.sqrt(width) }),
    normAt: () => layerNorm,
    placement: postNorm,
    attention: selfAttention({ causal: false, weights: (_, scores) => scores.add(visible).softmax() }),
    feedForward: feedForward({ expand }),
  });
  return { layers, real: isPadding.not().cast("float32").unsqueeze(-1) };
}

/** One vector a text: the mean over its tokens, or that of its first. */
export type Pooling = "mean" | "first";

/** [batch, time, width] -> [batch, width]. A text without tokens has the vector 0 as its mean. */
export function pool(layer: Tensor, real: Tensor, pooling: Pooling = "mean"): Tensor {
  if (pooling === "first") return layer.slice(1, 0, 1).squeeze(1);
  return layer.mul(real).sum(1).div(real.sum(1).maximum(1)).squeeze(1);
}

/** Multiplications and additions for one text of so many tokens through `depth` layers: products of matrices only, a multiplication with its addition as two. */
export function encoderFlops({ width, expand = 4 }: Encoder, tokens: number, depth: number): number {
  const maps = (4 + 2 * expand) * width * width * tokens;
  const scores = 2 * tokens * tokens * width;
  return 2 * depth * (maps + scores);
}
