/**
 * GNMT's own parts: how a search scores, what training constrains, and eight-bit inference. Its stacks with attention are in
 * lab/nn/recurrent/seq2seq.ts, its search in beam-search.ts, its word pieces in vocabulary.ts.
 *
 *   score(Y) = log P(Y) / lp(Y) + cp(Y)                                                    section 7, eq. 14
 *   lp(Y) = ((5 + |Y|) / 6)^alpha,  cp(Y) = beta sum over i of log min(sum over j of p_ij, 1)
 *   c, x <- clip(., delta),  logits <- clip(., gamma)                                      section 6, eq. 11 and 12
 *   W is about s_i WQ[i, :] / 127 with s_i = max |W[i, :]|,  x about delta xQ / 127        section 6, eq. 13
 */
import { constant, matmulInteger, quantize, type Parameters, type Tensor } from "#engine";
import type { Hypothesis, Scoring } from "#lab/nn/recurrent/beam-search";
import { floatProduct, type Arithmetic } from "#lab/nn/recurrent/lstm";

/** The paper's strengths of both, chosen for its word-piece models. */
export const chosen = { alpha: 0.2, beta: 0.2 } as const;

/** How far below the best a hypothesis is dropped. */
export const pruningMargin = 3;

/** lp of a translation of so many symbols, its end included. 1 without alpha. */
export const lengthPenalty = (length: number, alpha: number): number => ((5 + length) / 6) ** alpha;

/** What a search adds for the source: 0 where every word was attended to for one step at least in all, else below. */
export const coveragePenalty = (coverage: ArrayLike<number>, beta: number): number =>
  beta === 0 ? 0 : beta * Array.from(coverage).reduce((sum, seen) => sum + Math.log(Math.min(seen, 1)), 0);

export interface Strengths {
  readonly alpha: number;
  readonly beta: number;
}

export const scoreOf = ({ symbols, logProbability, coverage }: Hypothesis, { alpha, beta }: Strengths): number =>
  logProbability / lengthPenalty(symbols.length, alpha) + coveragePenalty(coverage, beta);

/** As a search takes it. Going on, log P can only fall and the coverage cost nothing at best. */
export const scoringBy = (strengths: Strengths): Scoring => ({
  of: (finished) => scoreOf(finished, strengths),
  best: (logProbability, longest) => logProbability / lengthPenalty(longest, strengths.alpha),
});

/** gamma, the bound of logits. */
export const logitBound = 25;

/** delta at step 0, 1, ...: from 8 to 1 in a line over the first half of training, and 1 from then on and at inference. */
export const boundAt = (step: number, steps: number): number => 8 - 7 * Math.min(1, (2 * step) / steps);

const clipped = (x: Tensor, bound: Tensor | number): Tensor =>
  typeof bound === "number" ? x.clip(-bound, bound) : x.minimum(bound).maximum(bound.neg());

/** Training under constraints: floats within +-delta, logits within +-gamma. The gradient is 1 inside and 0 outside. */
export const constrained = (delta: Tensor | number): Arithmetic => ({
  product: floatProduct,
  keep: (x) => clipped(x, delta),
  logits: (x) => clipped(x, logitBound),
});

export interface QuantizedWeights {
  /** From -127 to 127, [inputs, features]. */
  readonly codes: Int8Array;
  /** The largest |w| into each feature, [features]. Zeros have the scale 1. */
  readonly scales: Float32Array;
}

/** Weights [inputs, features] in bytes; a row of the paper's W is what one feature takes of all inputs. Halves are rounded to even. */
export function quantizeWeights(weights: Float32Array, features: number): QuantizedWeights {
  const scales = new Float32Array(features);
  for (const [at, weight] of weights.entries())
    scales[at % features] = Math.max(scales[at % features], Math.abs(weight));
  for (const [feature, scale] of scales.entries()) if (scale === 0) scales[feature] = 1;
  const codes = Int8Array.from(weights, (weight, at) => roundToEven((127 * weight) / scales[at % features]));
  return { codes, scales };
}

function roundToEven(x: number): number {
  const below = Math.floor(x);
  return x - below === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(x);
}

/** The middle of unsigned bytes: codes are moved there, as processors without VNNI add products of signed and unsigned bytes in 16 bits. */
const middle = 128;

/**
 * Inference in eight bits with these weights: products of bytes summed in int32, cells and sums of layers on a grid of 16 bits within +-delta.
 * Embeddings are looked up and attention is computed in floats.
 */
export const quantized = (weights: Parameters, delta = 1): Arithmetic => ({
  product(at, name, x, features) {
    const { codes, scales } = quantizeWeights(weights[at.scope(name).path], features);
    const zero = constant(middle, { dtype: "uint8" });
    const stored = constant(Uint8Array.from(codes, (code) => code + middle), { shape: [x.shape.at(-1)!, features] }); // prettier-ignore
    const products = matmulInteger(quantize(x, constant(delta / 127), zero), stored, zero, zero).cast("float32");
    return products.mul(constant(scales.map((scale) => (scale * delta) / 127 ** 2)));
  },
  keep: (x) => x.clip(-delta, delta).mul(32767 / delta).round().mul(delta / 32767), // prettier-ignore
  logits: (x) => clipped(x, logitBound),
});
