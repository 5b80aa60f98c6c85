/**
 * Outlier-driven rescaling: one huge entry in front of a normalizer shrinks all others, which is a gain per token. Two ways to have that gain
 * without the outlier, around RMSNorm(x) = gamma ⊙ x / sqrt(mean(x^2) + eps):
 *
 *   PreAffine    RMSNorm(lambda ⊙ x)                                 lambda [d], from 1; gamma stays
 *   GatedNorm    y ⊙ sigmoid(swish(y W_down) W_up), y = RMSNorm(x)   W_down [d, r], W_up [r, d], no biases; r = 16
 *
 * GatedNorm follows every norm. And what takes the outlier away, or says how much it does:
 *
 *   clip         x <- min(max(x + F(N(x)), -c), c)                   after each residual sum; no gradient where it cuts
 *   bound        rms(RMSNorm(h)) <= max|gamma| sqrt((1 - r^2) + e^2 r^2)
 *                r = |h_o| / |h|, the outlier's share; |gamma_o| <= e max|gamma|
 */
import { normal, ones, type Scope, type Tensor } from "#engine";
import type { Norm, Placement } from "#lab/nn/language-model/parts";
import { rmsNorm } from "#lab/nn/norms";

/** Section 3.3: a learned vector in front of the norm takes over what the outlier is large for. [..., d] -> [..., d]. */
export const preAffine = (at: Scope, x: Tensor): Tensor =>
  rmsNorm(at, x.mul(at.parameter("lambda", [x.shape.at(-1)!], ones)));

/** What stands between the gate's second map and the product with y. */
export const gateActivations = {
  sigmoid: (z: Tensor) => z.sigmoid(),
  tanh: (z: Tensor) => z.tanh(),
  silu: (z: Tensor) => z.silu(),
  none: (z: Tensor) => z,
} as const satisfies Readonly<Record<string, (z: Tensor) => Tensor>>;

export interface GateOptions {
  /** r. Default 16. */
  readonly rank?: number;
  /** A factor on the gate: 1 is the paper's, which halves every output at the start; 2 starts as the norm alone. */
  readonly gateScale?: number;
  /** A gate for each entry, or one for all entries of a token. Default: the former. */
  readonly form?: "elementwise" | "tensorwise";
  readonly activation?: keyof typeof gateActivations;
  /** Standard deviation of both maps at the start, which the paper does not give. Default 0.02. */
  readonly std?: number;
}

/** Section 3.4: y ⊙ sigmoid(swish(y W_down) W_up). [..., d] -> [..., d]. */
export function lowRankGate(
  at: Scope,
  y: Tensor,
  { rank = 16, gateScale = 1, form = "elementwise", activation = "sigmoid", std = 0.02 }: GateOptions = {},
): Tensor {
  const width = y.shape.at(-1)!;
  const down = at.parameter("down", [width, rank], normal(std));
  const up = at.parameter("up", [rank, form === "elementwise" ? width : 1], normal(std));
  return gated(y, y.matmul(down).silu().matmul(up), activation).mul(gateScale);
}

/** y times a gate whose logits are given. */
export const gated = (y: Tensor, logits: Tensor, activation: keyof typeof gateActivations = "sigmoid"): Tensor =>
  y.mul(gateActivations[activation](logits));

/** A norm with such a gate behind it. */
export const gatedNorm =
  ({ norm = rmsNorm, ...options }: GateOptions & { readonly norm?: Norm } = {}): Norm =>
  (at, x) =>
    lowRankGate(at.scope("gate"), norm(at, x), options);

/** Section 2: x + F(N(x)), cut to -limit..limit. */
export const clippedPreNorm =
  (limit: number): Placement =>
  (at, x, branch, norm) =>
    x.add(branch(norm(at.scope("norm"), x))).clip(-limit, limit);

/** Appendix A.1, from the outlier's share of the input's length and its gain over the largest gain. */
export const rescaleBound = (share: number, relativeGain: number, largestGain: number): number =>
  largestGain * Math.sqrt(1 - share ** 2 + relativeGain ** 2 * share ** 2);
