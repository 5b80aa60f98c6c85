/**
 * Multi-scale retention in its parallel form. RetNet, Sun et al. 2023, eq. 5 and 8.
 *
 *   o_n = sum over m <= n of gamma^(n - m) (q_n k_m / sqrt(d)) v_m        gamma_h = 1 - 2^(-5 - h), not learned; no softmax
 *   y   = (norm of each head (o) ⊙ silu(x W_g)) W_o
 *
 * The same numbers come from one matrix per head: S_n = gamma S_(n-1) + k_n' v_n, o_n = q_n S_n / sqrt(d).
 */
import { constant, rmsScale, type Tensor } from "#engine";
import { decayRates, type DecayRange } from "../decay.ts";
import type { AttentionGate, AttentionWeights } from "./attention.ts";

/** gamma_h = 1 - 2^(-5 - h). */
export const retentionRange = (heads: number): DecayRange => ({ first: 5, range: heads });

/** gamma_h^(n - m) where m <= n, 0 elsewhere: [heads, time, time]. */
export function causalDecay(heads: number, time: number): Tensor {
  const rates = decayRates(heads, retentionRange(heads));
  const weight = (rate: number, back: number) => (back < 0 ? 0 : rate ** back);
  return constant(
    Float32Array.from({ length: heads * time * time }, (_, at) =>
      weight(rates[Math.floor(at / time ** 2)], (Math.floor(at / time) % time) - (at % time)),
    ),
    { shape: [heads, time, time] },
  );
}

/** Scores [batch, heads, time, time] times their decay: weights of either sign, which do not sum to one. Only causal. */
export const retentionWeights: AttentionWeights = (_, scores) =>
  scores.mul(causalDecay(scores.shape[1], scores.shape[3]).cast(scores.dtype));

/** What the heads put out, each normalized by itself, times silu(x W_g). The norm is that of the authors' code: RMS, without a gain. */
export const retentionGate: AttentionGate = (at, mixed, { heads, x, linear }) => {
  const width = mixed.shape.at(-1)!;
  const normal = rmsScale(mixed.reshape(...mixed.shape.slice(0, -1), heads, width / heads)).reshape(...mixed.shape);
  return normal.mul(linear(at.scope("gate"), x, width, { toResidual: false }).silu());
};
