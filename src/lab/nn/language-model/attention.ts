/** Multi-head self-attention, with the places where papers change it. */
import { attentionMask, rotary as applyRotary, type Scope, type Tensor } from "#engine";
import type { Norm, Site, Sublayer } from "./parts.ts";

export interface AttentionOptions {
  /** Each position sees itself and what came before, or all positions. Default: the former. */
  readonly causal?: boolean;
  /** Width of queries, keys and values, all heads together. Default: the stream's. */
  readonly inner?: number;
  /** Scores [batch, heads, time, time], masked if causal, to the weights that mix the values. Default: softmax. */
  readonly weights?: (at: Scope, scores: Tensor, site: Site) => Tensor;
  /** Applied to queries and to keys, per head, before the rotation. [batch, heads, time, head width]. */
  readonly queryKeyNorm?: Norm;
}

/** softmax(Q K^T / sqrt(head width)) V. Vaswani et al. 2017, eq. 1. */
export const selfAttention =
  ({
    causal = true,
    inner,
    weights = (_, scores) => scores.softmax(),
    queryKeyNorm,
  }: AttentionOptions = {}): Sublayer =>
  (at, x, { site, heads, rotary, linear }) => {
    const [batch, time, width] = x.shape;
    const across = inner ?? width;
    if (across % heads !== 0) throw new Error(`a width of ${across} is not a multiple of ${heads} heads`);
    const size = across / heads;
    const project = (name: string) =>
      linear(at.scope(name), x, across, { toResidual: false }).reshape(batch, time, heads, size).transpose(0, 2, 1, 3); // [B,H,T,D]
    const place = (name: "query" | "key") => {
      const raw = project(name);
      const normal = queryKeyNorm ? queryKeyNorm(at.scope(`${name} norm`), raw) : raw;
      return rotary ? applyRotary(normal) : normal;
    };
    const scores = place("query").matmul(place("key").transpose()).div(Math.sqrt(size)); // [B,H,T,T]
    const mixed = weights(at, causal ? scores.add(attentionMask(time, time, { causal }).cast(x.dtype)) : scores, site)
      .matmul(project("value"))
      .transpose(0, 2, 1, 3); // [B,T,H,D]
    return linear(at.scope("output"), mixed.reshape(batch, time, across), width, { toResidual: true });
  };

/** Self-attention in which each position sees itself and what came before. */
export const causalAttention = (options: Omit<AttentionOptions, "causal"> = {}): Sublayer => selfAttention(options);
