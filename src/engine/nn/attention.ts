/** Attention: scaled dot products under causal, windowed and padding masks, with rotary positions and grouped heads. */
import { normal, type Initializer } from "../initializers.ts";
import { constant } from "../ops/leaf.ts";
import { concat, split } from "../ops/movement.ts";
import { customGradient } from "../ops/special.ts";
import type { Scope } from "../scope.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { linear } from "./layers.ts";

/** Added to scores that must not count: a softmax weight of exactly 0 in float32, and unlike -Infinity safe to do arithmetic with. */
const never = -1e9;

export interface MaskOptions {
  /** A query sees the keys up to its own position. The last query is aligned with the last key. */
  readonly causal?: boolean;
  /** And only this many of them, its own included (without `causal`: this many to each side, and its own). */
  readonly window?: number;
}

/** 0 where a query may look, very negative where not: [queries, keys], added to the scores. */
export function attentionMask(
  queries: number,
  keys: number,
  { causal = false, window = Infinity }: MaskOptions,
): Tensor {
  const values = new Float32Array(queries * keys);
  const shift = keys - queries;
  for (let q = 0; q < queries; q++)
    for (let k = 0; k < keys; k++) {
      const back = q + shift - k;
      const allowed = causal ? back >= 0 && back < window : Math.abs(back) < window;
      if (!allowed) values[q * keys + k] = never;
    }
  return constant(values, { shape: [queries, keys] });
}

export interface AttentionOptions extends MaskOptions {
  /** Default 1 / sqrt(d). */
  readonly scale?: number;
  /** Bool, broadcasts to [batch, heads, queries, keys]: where true, the query may look. */
  readonly mask?: Tensor;
  /** Added to the scores, broadcasts like the mask. */
  readonly bias?: Tensor;
}

/**
 * softmax(q k' * scale + mask) v. Vaswani et al. 2017, eq. 1.
 *
 * q: [b, h, t, d]; k, v: [b, g, s, d] where g divides h: each group of h / g query heads shares a key head
 * (Ainslie et al. 2023). Returns [b, h, t, d of v].
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const [b, h, t, d] = q.shape;
  const [, g, s] = k.shape;
  if (
    q.rank !== 4 ||
    k.rank !== 4 ||
    v.rank !== 4 ||
    h % g !== 0 ||
    k.shape[3] !== d ||
    v.shape[1] !== g ||
    v.shape[2] !== s
  )
    throw new RangeError(`attention: q ${show(q.shape)}, k ${show(k.shape)} and v ${show(v.shape)} do not fit`);
  // A key head shared by h / g query heads: their queries stand below each other.
  const rows = h === g ? q : q.reshape(b, g, (h / g) * t, d);
  let scores = rows.mul(options.scale ?? 1 / Math.sqrt(d)).matmul(k.transpose()); // [b, g, h/g * t, s]
  const { causal, window, mask, bias } = options;
  if (causal || window !== undefined || mask || bias) {
    scores = scores.reshape(b, h, t, s);
    if (bias) scores = scores.add(bias);
    if (causal || window !== undefined) scores = scores.add(attentionMask(t, s, options).cast(q.dtype));
    if (mask) scores = scores.add(mask.not().cast(q.dtype).mul(never));
    scores = scores.reshape(b, g, (h / g) * t, s);
  }
  return weigh(scores, v).reshape(b, h, t, v.shape[3]);
}

/**
 * softmax(scores) v. The softmax's backward needs sum(P dP) over each row, which is sum(O dO): d columns instead of s.
 * Dao et al. 2022, appendix B.2.
 */
const weigh = customGradient(
  (scores, v) => scores.softmax().matmul(v),
  (cotangent, output, scores, v) => {
    const weights = scores.softmax();
    const forValues = cotangent.transpose().matmul(weights).transpose();
    const shared = cotangent.mul(output).sum(-1); // [..., t, 1]
    return [weights.mul(cotangent.matmul(v.transpose()).sub(shared)), forValues];
  },
);

/**
 * Rotary position embedding: turns each pair (x_i, x_{i + d/2}) by position * base^(-2i/d). x: [..., t, d], d even.
 * Su et al. 2021, eq. 34, in the half-split layout of most implementations.
 */
export function rotary(x: Tensor, { base = 10_000, offset = 0 } = {}): Tensor {
  const [t, d] = x.shape.slice(-2);
  if (d % 2 !== 0) throw new RangeError(`rotary: the last axis of ${show(x.shape)} must be even`);
  const half = d / 2;
  const angle = (row: number, i: number) => (row + offset) * base ** ((-2 * i) / d);
  const grid = (f: (angle: number) => number) =>
    constant(
      Float32Array.from({ length: t * half }, (_, at) => f(angle(Math.floor(at / half), at % half))),
      { shape: [t, half] },
    ).cast(x.dtype);
  const [cos, sin] = [grid(Math.cos), grid(Math.sin)];
  const [a, b] = split(x, 2, -1);
  return concat([a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin))], -1);
}

/** [b, t, heads * d] -> [b, heads, t, d]. */
export function splitHeads(x: Tensor, heads: number): Tensor {
  const [b, t, width] = x.shape;
  if (width % heads !== 0)
    throw new RangeError(`splitHeads: width ${width} of ${show(x.shape)} does not divide into ${heads} heads`);
  return x.reshape(b, t, heads, width / heads).transpose(0, 2, 1, 3);
}

/** [b, heads, t, d] -> [b, t, heads * d]. */
export function joinHeads(x: Tensor): Tensor {
  const [b, heads, t, d] = x.shape;
  return x.transpose(0, 2, 1, 3).reshape(b, t, heads * d);
}

export interface MultiHeadOptions extends AttentionOptions {
  readonly heads: number;
  /** Key and value heads; default: as many as query heads. */
  readonly groups?: number;
  /** Where keys and values come from, [b, s, d]; default: x itself. */
  readonly context?: Tensor;
  /** Turn queries and keys by their positions. */
  readonly rotary?: boolean;
  readonly biases?: boolean;
  readonly init?: Initializer;
}

/** Multi-head attention with its four projections ("query", "key", "value", "output"). x: [b, t, d] -> [b, t, d]. */
export function multiHeadAttention(at: Scope, x: Tensor, options: MultiHeadOptions): Tensor {
  const {
    heads,
    groups = heads,
    context = x,
    rotary: turn = false,
    biases = true,
    init = normal(0.02),
    ...rest
  } = options;
  const d = x.shape.at(-1)!;
  const part = (name: string, from: Tensor, count: number) =>
    splitHeads(linear(at.scope(name), from, (d / heads) * count, { bias: biases, init }), count);
  const positioned = (t: Tensor) => (turn ? rotary(t) : t);
  const seen = attention(
    positioned(part("query", x, heads)),
    positioned(part("key", context, groups)),
    part("value", context, groups),
    rest,
  );
  return linear(at.scope("output"), joinHeads(seen), d, { bias: biases, init });
}
