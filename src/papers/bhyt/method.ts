/**
 * BHyT: a tanh whose input is divided by a multiple of its own size, in the place of pre-layer normalization.
 *
 *   exact        y  = gamma tanh(lambda/kappa x / sqrt(s2 + eps))        s2 = mean(x²), over the features of a token
 *   block        x' = x + Attention(exact(x))
 *                s2' = s2 + c lambda²/kappa²                             in place of mean(x'²): no second reduction
 *                out = x' + FFN(gamma' tanh(lambda'/kappa x' / sqrt(s2' + eps)))
 *   c            = |W_V W_O|² / (T d)                                    Frobenius; T: length of the training texts, d: width
 *
 * By Chebyshev's inequality at most 1/kappa² of a token's entries reach the tanh beyond lambda. c stands for what
 * attention adds if tokens are independent and each attends to all T alike; it is no part of the gradient, and is made
 * anew only now and then. lambda is a learned number per site. arXiv 2601.09719, as the released code computes it.
 */
import { detach, filled, ones, where, zeros, type Scope, type Tensor } from "#engine";
import type { Block } from "#lab/training/language-model/index";

export interface BhytOptions {
  /** Where lambda starts, at both sites. */
  readonly lambda?: number;
  readonly kappa?: number;
  readonly eps?: number;
}

export interface BoundedTanhOptions extends BhytOptions {
  /** Second moment to divide by. Default: the token's own. */
  readonly s2?: Tensor;
  /** false: gamma has been folded into what reads the output. */
  readonly gain?: boolean;
}

/** mean(x²) over the last axis. [..., d] -> [..., 1] */
export const secondMoment = (x: Tensor): Tensor => x.square().mean(-1);

/**
 * gamma tanh(lambda/kappa x / sqrt(s2 + eps)), with whatever second moment is given: the token's own (exact), or an
 * estimate. x: [..., d], s2: [..., 1] -> [..., d]. Parameters lambda [1] and gain [d]; there is no bias.
 */
export function boundedTanh(
  at: Scope,
  x: Tensor,
  { s2 = secondMoment(x), lambda = 2, kappa = 10, eps = 1e-6, gain = true }: BoundedTanhOptions = {},
): Tensor {
  const slope = at.parameter("lambda", [1], filled(lambda)).div(kappa);
  const argument = x.mul(s2.add(eps).rsqrt()).mul(slope);
  const bounded = argument.tanh();
  return gain ? bounded.mul(at.parameter("gain", [x.shape.at(-1)!], ones)) : bounded;
}

export interface BhytBlockOptions extends BhytOptions {
  /** T: the length of the training texts, also where shorter ones are read, such as one token at a time. */
  readonly length: number;
  /** Steps between two values of c; null leaves it as it is stored. */
  readonly refresh: number | null;
  /** Multiplies the correction by the mean of gamma²; the release has it off. */
  readonly gain?: boolean;
}

/** How often the release makes c anew in a run of so many steps. */
export const refreshEvery = (steps: number): number => Math.max(1, Math.min(1000, Math.floor(steps / 50)));

/** The block whose second site does not measure. State c [1] per block, and the step. */
export const bhytBlock =
  ({ length, refresh, gain = false, kappa = 10, ...options }: BhytBlockOptions): Block =>
  (at, x, { heads, attention, feedForward }) => {
    const first = at.scope("attention").scope("norm");
    const s2 = secondMoment(x);
    const middle = x.add(attention(boundedTanh(first, x, { ...options, kappa, s2 })));
    const c = correction(at, { width: x.shape.at(-1)!, heads, length, refresh });
    // Detached: lambda learns from where it bounds, not from what it is estimated to add.
    const lambda = detach(first.parameter("lambda", [1], filled(2)));
    const gamma = gain
      ? detach(first.parameter("gain", [x.shape.at(-1)!], ones))
          .square()
          .mean()
      : 1;
    const estimated = s2.add(c.mul(lambda.div(kappa).square()).mul(gamma));
    const second = at.scope("feed-forward").scope("norm");
    return middle.add(feedForward(boundedTanh(second, middle, { ...options, kappa, s2: estimated })));
  };

/** c of a block, carried from step to step: made at the first forward pass, and every `refresh` steps from then on. */
function correction(
  at: Scope,
  { width, heads, length, refresh }: { width: number; heads: number; length: number; refresh: number | null },
): Tensor {
  const stored = at.state("c", [1], zeros);
  if (at.mode === "inference" || refresh === null) return stored.value;
  const done = at.state("step", [1], zeros);
  done.update(done.value.add(1));
  const periods = done.value.div(refresh);
  const due = periods.equal(periods.floor());
  const of = (map: string) => at.scope("attention").scope(map).parameter("weight", [width, width], zeros);
  const fresh = meanGain(of("value"), of("output"), { heads, length }).reshape(1);
  const c = detach(where(due, fresh, stored.value));
  stored.update(c);
  return c;
}

/**
 * |W_V W_O|² / (T d): what uniform attention over T independent tokens of unit size adds to a token's second moment.
 * value: [width, key-value heads * head size], output: [heads * head size, width]. With fewer key-value heads than heads
 * each serves a group, so its columns are taken once per head of the group.
 */
export function meanGain(
  value: Tensor,
  output: Tensor,
  { heads, length }: { readonly heads: number; readonly length: number },
): Tensor {
  const [width, inner] = [value.shape[0], output.shape[0]];
  const size = inner / heads;
  const groups = value.shape[1] / size;
  const all =
    groups === heads
      ? value
      : value
          .reshape(width, groups, 1, size)
          .expand([width, groups, heads / groups, size])
          .reshape(width, inner);
  return all
    .matmul(output)
    .square()
    .sum()
    .div(length * width);
}
