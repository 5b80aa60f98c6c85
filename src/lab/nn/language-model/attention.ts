/** Multi-head self-attention, with the places where papers change it. */
import { concat, constant, type DType, type Scope, type Tensor } from "#engine";
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

/** A score this low has a softmax weight of exactly 0 in float32, and unlike -Infinity it is safe to do arithmetic with. */
const masked = -1e9;

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
      linear(at.scope(name), x, across, { writes: false }).reshape(batch, time, heads, size).transpose(0, 2, 1, 3); // [B,H,T,D]
    const place = (name: "query" | "key") => {
      const raw = project(name);
      const normal = queryKeyNorm ? queryKeyNorm(at.scope(`${name} norm`), raw) : raw;
      return rotary ? rotate(normal) : normal;
    };
    const scores = place("query").matmul(place("key").transpose()).div(Math.sqrt(size)); // [B,H,T,T]
    const mixed = weights(at, causal ? scores.add(causalMask(time, x.dtype)) : scores, site)
      .matmul(project("value"))
      .transpose(0, 2, 1, 3); // [B,T,H,D]
    return linear(at.scope("output"), mixed.reshape(batch, time, across), width, { writes: true });
  };

/** Self-attention in which each position sees itself and what came before. */
export const causalAttention = (options: Omit<AttentionOptions, "causal"> = {}): Sublayer => selfAttention(options);

/** 0 where a position may look, a very low score where it may not. [time, time] */
export function causalMask(time: number, dtype: DType = "float32"): Tensor {
  const mask = Float32Array.from({ length: time * time }, (_, at) => (at % time <= Math.floor(at / time) ? 0 : masked));
  return constant(mask, { shape: [time, time], dtype });
}

/**
 * Rotary position embedding of [batch, heads, time, size]: number i and number i + size/2 form a pair, which position t
 * turns by t / 10000^(2i/size). Su et al. 2021, in the half-split layout of LLaMA.
 */
export function rotate(x: Tensor): Tensor {
  const [time, size] = x.shape.slice(-2);
  const half = size / 2;
  if (!Number.isInteger(half)) throw new Error(`rotary positions need an even head width, not ${size}`);
  const angle = (at: number) => Math.floor(at / size) / 10000 ** ((2 * ((at % size) % half)) / size);
  const table = (wave: (angle: number) => number) =>
    constant(
      Float64Array.from({ length: time * size }, (_, at) => wave(angle(at))),
      { shape: [time, size], dtype: x.dtype },
    );
  const turned = concat([x.slice(-1, half, size).neg(), x.slice(-1, 0, half)], -1);
  return x.mul(table(Math.cos)).add(turned.mul(table(Math.sin)));
}
