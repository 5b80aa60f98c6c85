/**
 * Self-normalizing networks: an activation, a start, and a dropout that keep mean 0 and variance 1 from layer to layer.
 * Klambauer, Unterthiner, Mayr & Hochreiter 2017, arXiv 1706.02515.
 *
 *   selu(x) = lambda x                    x > 0
 *             lambda alpha (e^x - 1)      x <= 0
 *   start     W ~ N(0, 1 / inputs), b = 0; the inputs standardized
 *   dropout   y = a (x d + alpha' (1 - d)) + b,   d ~ Bernoulli(q),   alpha' = -lambda alpha
 *             a = (q + alpha'² q (1 - q))^(-1/2),   b = -a (1 - q) alpha'
 *
 * The map g from the mean and variance of a layer's inputs to those of its activations, for units whose weights sum to omega and whose
 * squares sum to tau, has the fixed point (0, 1) at omega = 0, tau = 1: alpha and lambda are the solution of that equation.
 */
import { lecunNormal, linear, type Scope, type Tensor } from "#engine";
import { erfc } from "#lab/measure/error-function";

export const alpha = 1.6732632423543772;
export const lambda = 1.0507009873554805;

/** What selu tends to at minus infinity, and what a dropped unit becomes. */
export const saturation = -lambda * alpha;

/** The engine's elu computes e^x - 1 of negative x only: no infinity times zero on the way back. */
export const selu = (x: Tensor): Tensor => x.elu(alpha).mul(lambda);

export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** Sum of a unit's weights, omega, and of their squares, tau. */
export interface Weights {
  readonly sum: number;
  readonly squares: number;
}

/** What self-normalizing networks begin with, on average. */
export const normalizedWeights: Weights = { sum: 0, squares: 1 };

/**
 * g: with m = mean omega, v = variance tau and s = sqrt(v), the moments of selu(z), z ~ N(m, v):
 *
 *   mean      = lambda / 2  [ m erf(m / √2s) + alpha e^(m + v/2) erfc((m + v) / √2s) - alpha erfc(m / √2s) + √(2/π) s e^(-m²/2v) + m ]
 *   mean sq.  = lambda² / 2 [ (m² + v)(2 - erfc(m / √2s)) + √(2/π) m s e^(-m²/2v)
 *                             + alpha² (-2 e^(m + v/2) erfc((m + v) / √2s) + e^(2(m + v)) erfc((m + 2v) / √2s) + erfc(m / √2s)) ]
 */
export function layerMap({ mean, variance }: Moments, { sum, squares }: Weights = normalizedWeights): Moments {
  const [m, v] = [mean * sum, variance * squares];
  const s = Math.sqrt(v);
  const below = erfc(m / (Math.SQRT2 * s)); // twice the share of z below zero
  const first = Math.exp(m + v / 2) * erfc((m + v) / (Math.SQRT2 * s));
  const second = Math.exp(2 * (m + v)) * erfc((m + 2 * v) / (Math.SQRT2 * s));
  const bell = Math.sqrt(2 / Math.PI) * s * Math.exp((-m * m) / (2 * v));
  const after = (lambda / 2) * (m * (1 - below) + alpha * (first - below) + bell + m);
  const square = (lambda ** 2 / 2) * ((m * m + v) * (2 - below) + m * bell + alpha ** 2 * (second - 2 * first + below));
  return { mean: after, variance: square - after ** 2 };
}

/** a and b of alpha dropout at a rate: with them it changes neither mean 0 nor variance 1. */
export function alphaDropoutAffine(rate: number): { readonly a: number; readonly b: number } {
  const kept = 1 - rate;
  const a = (kept + saturation ** 2 * kept * rate) ** -0.5;
  return { a, b: -a * rate * saturation };
}

/** In training each element becomes saturated with probability `rate`; then all are scaled and shifted. In inference nothing happens. */
export function alphaDropout(at: Scope, x: Tensor, rate: number): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`alpha dropout: invalid rate ${rate} (0 <= rate < 1)`);
  if (at.mode === "inference" || rate === 0) return x;
  const { a, b } = alphaDropoutAffine(rate);
  const kept = at.noise("alpha dropout", x.shape).greaterEqual(rate).cast(x.dtype);
  return x.sub(saturation).mul(kept).add(saturation).mul(a).add(b); // x d + alpha' (1 - d) = (x - alpha') d + alpha'
}

/** A hidden layer: alpha dropout of selu(x W + b). The map to the outputs is linear, starts alike, and has neither. */
export const selfNormalizingLayer =
  ({ rate = 0 } = {}) =>
  (at: Scope, x: Tensor, width: number): Tensor =>
    alphaDropout(at, selu(linear(at, x, width, { init: lecunNormal })), rate);
