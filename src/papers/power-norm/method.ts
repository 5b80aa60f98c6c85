/**
 * PowerNorm: batch normalization for text. Shen et al. 2020, with what their released layer does beyond the paper.
 *
 *   psiB² = mean over the batch's tokens of u², per channel
 *   forward    z = u / sqrt(psi² + eps),  y = gamma z + beta          psi² from before this step
 *              psi² <- a psi² + (1 - a) psiB²
 *   backward   g = gamma dy,  du = (g - nu z) / sqrt(psiB² + eps)     nu from before this step
 *              nu   <- nu (1 - (1 - a) mean(z²)) + (1 - a) mean(g z)
 *
 * No gradient can pass through a running statistic. Through the batch's own (PN-V) it is (g - mean(g z) z) / psiB: nu is a
 * running estimate of that mean. The released layer also scales each token by the RMS of its channel groups first, in
 * training and at inference, and normalizes by the batch's own statistic while it warms up.
 */
import { customGradient, ones, where, zeros, type Scope, type Tensor } from "#engine";

export interface PowerNormOptions {
  /** Steps during which the forward pass uses the batch's own statistic. 0: the paper's algorithm, which has no warm-up. */
  readonly warmup: number;
  /** Channel groups that are scaled per token first, as many as attention has heads; 0: no such scaling. */
  readonly groups: number;
  /** What the backward pass divides by: the batch's statistic (released layer) or the forward pass's divisor (paper). */
  readonly divisor?: "batch" | "forward";
  /** a: what both running statistics keep of themselves in a step. */
  readonly keep?: number;
  readonly eps?: number;
  /** 1 for real tokens and 0 for padding, as many as x has rows: padding does not enter psiB². */
  readonly real?: Tensor;
}

/** PN. x: [..., d] -> [..., d]. Parameters gain and bias; states psi2 (psi²), nu and, with a warm-up, the step. */
export function powerNorm(at: Scope, x: Tensor, options: PowerNormOptions): Tensor {
  const { warmup, groups, divisor = "batch", keep = 0.9, eps = 1e-5, real } = options;
  const d = x.shape.at(-1)!;
  const u = groupScale(x, groups).reshape(-1, d); // [N, d]
  const gain = at.parameter("gain", [d], ones);
  const bias = at.parameter("bias", [d], zeros);
  const running = at.state("psi2", [d], ones);
  const nu = at.state("nu", [d], zeros);
  if (at.mode === "inference") return scaled(u, running.value, { gain, bias, eps }).reshape(...x.shape);

  const batch = quadraticMean(u, real);
  const { forward, before } = warmUp(at, running.value, batch, warmup);
  running.update(before.mul(keep).add(batch.mul(1 - keep)));

  const z = u.div(forward.add(eps).sqrt());
  const slope = (divisor === "batch" ? batch : forward).add(eps).sqrt();
  const y = approximateBackward(u, { z, gain, bias, nu: nu.value, slope });
  nu.update((gradientOf) => {
    const drive = gradientOf(gain).mul(gain).div(u.shape[0]); // mean(g z), since the gain's gradient is sum(dy z)
    return followGradient(nu.value, z, drive, keep);
  });
  return y.reshape(...x.shape);
}

/** y = gamma z + beta, whose backward pass is given: du = (gamma dy - nu z) / slope. u, z: [N, d], the others [d]. */
export function approximateBackward(
  u: Tensor,
  { z, gain, bias, nu, slope }: { z: Tensor; gain: Tensor; bias: Tensor; nu: Tensor; slope: Tensor },
): Tensor {
  return customGradient(
    (_, gain, bias) => z.mul(gain).add(bias),
    (dy) => [
      dy.mul(gain).sub(z.mul(nu)).div(slope),
      dy.mul(z).sum(0, { keepDims: false }),
      dy.sum(0, { keepDims: false }),
    ],
  )(u, gain, bias);
}

/** nu <- nu (1 - (1 - a) mean(z²)) + (1 - a) mean(g z). It contracts as long as mean(z²) stays below 2 / (1 - a). */
export const followGradient = (nu: Tensor, z: Tensor, drive: Tensor, keep: number): Tensor =>
  nu.sub(nu.mul(quadraticMean(z)).mul(1 - keep)).add(drive.mul(1 - keep));

/**
 * PN-V, the paper's intermediate form: the batch's own quadratic mean and its exact gradient in training, a running one
 * at inference. x: [..., d] -> [..., d].
 */
export function powerNormV(
  at: Scope,
  x: Tensor,
  { groups = 0, keep = 0.9, eps = 1e-5, real }: Partial<Omit<PowerNormOptions, "warmup" | "divisor">> = {},
): Tensor {
  const d = x.shape.at(-1)!;
  const u = groupScale(x, groups).reshape(-1, d);
  const affine = { gain: at.parameter("gain", [d], ones), bias: at.parameter("bias", [d], zeros), eps };
  const running = at.state("psi2", [d], ones);
  if (at.mode === "inference") return scaled(u, running.value, affine).reshape(...x.shape);
  const batch = quadraticMean(u, real);
  running.update(running.value.mul(keep).add(batch.mul(1 - keep)));
  return scaled(u, batch, affine).reshape(...x.shape);
}

/** gamma u / sqrt(psi² + eps) + beta, with whatever psi² is given. */
const scaled = (u: Tensor, psi2: Tensor, { gain, bias, eps }: { gain: Tensor; bias: Tensor; eps: number }): Tensor =>
  u.div(psi2.add(eps).sqrt()).mul(gain).add(bias);

/** Mean of squares over the rows, of real tokens only if told which they are. [N, d] -> [d] */
export function quadraticMean(u: Tensor, real?: Tensor): Tensor {
  if (!real) return u.square().mean(0, { keepDims: false });
  const rows = real.reshape(-1, 1);
  return u.square().mul(rows).sum(0, { keepDims: false }).div(rows.sum());
}

/** Each token's channels divided by the RMS of their group: no parameters, no memory. 0 groups: x itself. */
export function groupScale(x: Tensor, groups: number, eps = 1e-5): Tensor {
  if (groups === 0) return x;
  const d = x.shape.at(-1)!;
  if (d % groups !== 0) throw new Error(`power norm: ${d} channels cannot be cut into ${groups} groups`);
  const cut = x.reshape(...x.shape.slice(0, -1), groups, d / groups);
  return cut.div(cut.square().mean(-1).add(eps).sqrt()).reshape(...x.shape);
}

/**
 * The statistic that this step's forward pass uses, and the running one as the update finds it. Up to the end of the
 * warm-up (steps count from 1) the forward pass uses the batch's; before it, the running one is first made the plain
 * mean over all batches so far.
 */
function warmUp(at: Scope, running: Tensor, batch: Tensor, warmup: number): { forward: Tensor; before: Tensor } {
  if (warmup === 0) return { forward: running, before: running };
  const done = at.state("step", [1], zeros);
  const step = done.value.add(1);
  done.update(step);
  const mean = running.add(batch.sub(running).div(step));
  return { forward: where(step.lessEqual(warmup), batch, running), before: where(step.less(warmup), mean, running) };
}

/**
 * The affine map per channel that an inference norm is, y = scale u + shift. Without group scaling u is x, and the map
 * disappears into the linear map behind it (lab/measure/fold.ts); with it, the groups' RMS stays in front.
 */
export function inferenceAffine(
  { gain, bias, psi2 }: Record<"gain" | "bias" | "psi2", Float32Array>,
  eps = 1e-5,
): { scale: Float32Array; shift: Float32Array } {
  return { scale: gain.map((value, channel) => value / Math.sqrt(psi2[channel] + eps)), shift: bias };
}
