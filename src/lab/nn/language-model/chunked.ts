/**
 * Causal attention without a row of weights per query, for weights that are products of features, decayed or not: within a chunk of C
 * positions by the weights, across chunks by one matrix per head that sums up all that came before. O(N C d + N d²) instead of O(N² d).
 *
 *   o_n = sum over m <= n of gamma^(n - m) (q_n k_m) v_m
 *       = within its chunk + gamma^(n mod C + 1) q_n P_i,   P_i = sum over chunks j < i of gamma^(C (i - 1 - j)) S_j
 *   S_j = sum over m of chunk j of gamma^(C - 1 - m mod C) k_m' v_m
 *
 * Sun et al. 2023 (RetNet), eq. 7; gamma = 1 is linear attention.
 */
import { constant, type Tensor } from "#engine";
import { decayRates } from "../decay.ts";
import type { AttentionMix } from "./attention.ts";
import { denominatorFloor, type FeatureMap, type LinearAttentionOptions } from "./linear-attention.ts";
import { retentionRange } from "./retention.ts";

export interface ChunkOptions {
  /** Positions of a chunk, a divisor of the text's length; a shorter text is one chunk. Default 64. */
  readonly chunk?: number;
}

/**
 * @param rates gamma of each head; null: no decay.
 * @param q,k features [batch, heads, time, f]; v [batch, heads, time, d]. Returns [batch, heads, time, d].
 * @throws RangeError where chunks do not divide the time.
 */
export function chunkedMix(
  [q, k, v]: readonly [q: Tensor, k: Tensor, v: Tensor],
  rates: readonly number[] | null,
  { chunk = 64 }: ChunkOptions = {},
): Tensor {
  const [batch, heads, time, features] = q.shape;
  const size = v.shape[3];
  const length = Math.min(chunk, time);
  if (time % length !== 0) throw new RangeError(`chunks of ${length} do not divide ${time} positions`);
  const chunks = time / length;
  const cut = (x: Tensor) => x.reshape(batch, heads, chunks, length, x.shape[3]);
  const [queries, keys, values] = [cut(q), cut(k), cut(v)];
  /** A power of each head's rate by row and column: [heads or 1, rows, columns]; 0 where it is null. */
  const powers = (rows: number, columns: number, power: (row: number, column: number) => number | null) => {
    const of = rates ?? [1];
    const at = (index: number) => {
      const exponent = power(Math.floor(index / columns) % rows, index % columns);
      return exponent === null ? 0 : of[Math.floor(index / (rows * columns))] ** exponent;
    };
    const table = Float32Array.from({ length: of.length * rows * columns }, (_, index) => at(index));
    return constant(table, { shape: [of.length, rows, columns] }).cast(q.dtype);
  };
  const seen = powers(length, length, (n, m) => (m <= n ? n - m : null)).unsqueeze(1);
  const within = queries.matmul(keys.transpose()).mul(seen).matmul(values);
  if (chunks === 1) return within.reshape(batch, heads, time, size);
  const toEnd = powers(length, 1, (m) => length - 1 - m).unsqueeze(1);
  const sums = keys.mul(toEnd).transpose().matmul(values); // [B,H,chunks,f,d]
  const earlier = powers(chunks, chunks, (i, j) => (j < i ? length * (i - 1 - j) : null)); // [heads or 1, chunks, chunks]
  const before = earlier
    .matmul(sums.reshape(batch, heads, chunks, features * size))
    .reshape(batch, heads, chunks, features, size);
  const fromStart = powers(length, 1, (n) => n + 1).unsqueeze(1);
  const across = queries.mul(fromStart).matmul(before);
  return within.add(across).reshape(batch, heads, time, size);
}

/** `linearAttention` of a causal text, in chunks: the same numbers. */
export const chunkedLinearAttention =
  (
    { queries, keys }: FeatureMap,
    { rotate = (features) => features, ...options }: ChunkOptions & Pick<LinearAttentionOptions, "rotate"> = {},
  ): AttentionMix =>
  (_at, heads) => {
    const [q, k] = [queries(heads.queries), keys(heads.keys)];
    const time = q.shape[2];
    const floor = constant(
      Float32Array.from({ length: time }, (_, at) => denominatorFloor * (at + 1)),
      { shape: [time, 1] },
    ).cast(q.dtype);
    const total = q.mul(k.cumsum(2)).sum(-1).add(floor);
    return chunkedMix([rotate(q), rotate(k), heads.values], null, options).div(total);
  };

/** Retention's mix in chunks; its gate comes after, as ever. */
export const chunkedRetention =
  (options: ChunkOptions = {}): AttentionMix =>
  (_at, { queries, keys, values }) => {
    const [, heads, , size] = queries.shape;
    return chunkedMix([queries.div(Math.sqrt(size)), keys, values], decayRates(heads, retentionRange(heads)), options);
  };
