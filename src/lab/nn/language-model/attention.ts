/** Multi-head self-attention, with the places where papers change it. */
import { attentionMask, rotary as applyRotary, where, type Scope, type Tensor } from "#engine";
import type { LinearMap, Norm, Site, Sublayer } from "./parts.ts";

/** What weights and gate are handed besides what they change. */
export interface AttentionContext {
  readonly site: Site;
  readonly heads: number;
  /** What the sublayer sees: the stream after its norm, [batch, time, width]. */
  readonly x: Tensor;
  readonly linear: LinearMap;
}

export type AttentionWeights = (at: Scope, scores: Tensor, context: AttentionContext) => Tensor;
export type AttentionGate = (at: Scope, mixed: Tensor, context: AttentionContext) => Tensor;

/** One tensor per head: queries and keys [batch, heads, time, head width], rotated if positions are, and values. */
export interface Heads {
  readonly queries: Tensor;
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** What the heads put out, [batch, heads, time, head width]. Whether a query sees later keys is up to it. */
export type AttentionMix = (at: Scope, heads: Heads, context: AttentionContext) => Tensor;

export interface AttentionOptions {
  /** Each position sees itself and what came before, or all positions. Default: the former. */
  readonly causal?: boolean;
  /** Width of queries, keys and values, all heads together. Default: the stream's. */
  readonly inner?: number;
  /** Scores [batch, heads, time, time], masked if causal, to the weights that mix the values. Default: softmax. */
  readonly weights?: AttentionWeights;
  /** In place of scores, mask, weights and products: for attention that has no scores. */
  readonly mix?: AttentionMix;
  /** Of the values of all heads, x W_v [batch, time, inner], what is mixed and enhanced in their place. Default: the same. */
  readonly values?: AttentionGate;
  /** Of the values of all heads, [batch, time, inner], added to what the heads put out, before the gate. Default: nothing. */
  readonly enhance?: (at: Scope, values: Tensor) => Tensor;
  /** Applied to what the heads put out, [batch, time, inner], before the map to the stream. Default: nothing. */
  readonly gate?: AttentionGate;
  /** Of queries and transposed keys, and of weights and values: [batch, heads, n, k] times [batch, heads, k, m]. Default: as it is. */
  readonly product?: (at: Scope, a: Tensor, b: Tensor) => Tensor;
  /** Applied to queries and to keys, per head, before the rotation. [batch, heads, time, head width]. */
  readonly queryKeyNorm?: Norm;
}

/** Q K^T / sqrt(head width), far below zero where a query may not look: [batch, heads, queries, keys]. */
export function scoresOf(
  queries: Tensor,
  keys: Tensor,
  {
    causal = true,
    product = (a, b) => a.matmul(b),
  }: { causal?: boolean; product?: (a: Tensor, b: Tensor) => Tensor } = {},
): Tensor {
  const scores = product(queries, keys.transpose()).div(Math.sqrt(queries.shape.at(-1)!));
  return causal
    ? scores.add(attentionMask(queries.shape.at(-2)!, keys.shape.at(-2)!, { causal }).cast(scores.dtype))
    : scores;
}

/** Every query spends one unit of attention. */
export const softmaxWeights: AttentionWeights = (_, scores) => scores.softmax();

/** softmax(Q K^T / sqrt(head width)) V. Vaswani et al. 2017, eq. 1. */
export const selfAttention =
  ({
    causal = true,
    inner,
    weights = softmaxWeights,
    mix,
    values: change = (_, values) => values,
    enhance,
    gate = (_, mixed) => mixed,
    product = (_, a, b) => a.matmul(b),
    queryKeyNorm,
  }: AttentionOptions = {}): Sublayer =>
  (at, x, { site, heads, rotary, linear }) => {
    const [batch, time, width] = x.shape;
    const across = inner ?? width;
    if (across % heads !== 0) throw new Error(`a width of ${across} is not a multiple of ${heads} heads`);
    const size = across / heads;
    const project = (name: string) => linear(at.scope(name), x, across, { toResidual: false });
    const split = (all: Tensor) => all.reshape(batch, time, heads, size).transpose(0, 2, 1, 3); // [B,H,T,D]
    const place = (name: "query" | "key") => {
      const raw = split(project(name));
      const normal = queryKeyNorm ? queryKeyNorm(at.scope(`${name} norm`), raw) : raw;
      return rotary ? applyRotary(normal) : normal;
    };
    const join = (heads: Tensor) => heads.transpose(0, 2, 1, 3).reshape(batch, time, across);
    const context: AttentionContext = { site, heads, x, linear };
    const [queries, keys] = [place("query"), place("key")];
    const between = (a: Tensor, b: Tensor) => product(at.scope("scores"), a, b);
    const rows = mix ? null : weights(at, scoresOf(queries, keys, { causal, product: between }), context);
    const joined = change(at, project("value"), context);
    const values = split(joined);
    const mixed = join(mix ? mix(at, { queries, keys, values }, context) : product(at.scope("mixed"), rows!, values));
    const whole = enhance ? mixed.add(enhance(at.scope("enhance"), joined)) : mixed;
    return linear(at.scope("output"), gate(at, whole, context), width, { toResidual: true });
  };

/** Self-attention in which each position sees itself and what came before. */
export const causalAttention = (options: Omit<AttentionOptions, "causal"> = {}): Sublayer => selfAttention(options);

/** Scores of padding: its softmax weight is exactly 0. */
const hidden = -1e9;

/** What is added to scores [batch, heads, queries, keys] so that nobody sees padding, of which `padding` [batch, keys] says where it is. */
export const withoutPadding = (padding: Tensor): Tensor =>
  where(padding, hidden, 0).reshape(padding.shape[0], 1, 1, padding.shape[1]);

/** Self-attention of encoders: each position sees all others that hold a token, if causal those before it. @param visible as `withoutPadding` gives it. */
export const encoderAttention = (
  visible: Tensor,
  { causal = false }: Pick<AttentionOptions, "causal"> = {},
): Sublayer => selfAttention({ causal, weights: (_, scores) => scores.add(visible).softmax() });
