/**
 * Unified normalization: statistics over the batch, smoothed in both directions, that fold away at inference.
 * arXiv 2208.01313, as the released layer computes it (the text of the paper was not available to us).
 *
 *   q = mean over the batch's tokens of x², per channel; the last M of them stand in a window, t counts steps from 1
 *   forward    z = x / sqrt(var + eps),  y = gamma z + beta      var = geometric mean of the window
 *              v <- m v + (1 - m) var                            v serves inference: y = gamma x / sqrt(v + eps) + beta
 *   backward   g = gamma r dy,  r = sqrt(var + eps) / sqrt(v + eps) within 1/5 .. 5, v from before this step
 *              dx = (g - ema z) / sqrt(var + eps)                ema <- m ema + (1 - m) mean of a window of mean(g z)
 *
 * Early steps, and steps whose batch is left out as an outlier, use q itself and, when left out, its exact gradient.
 */
import { constant, customGradient, iota, ones, where, zeros, type Scope, type Tensor } from "#engine";

export interface UnifiedOptions {
  /** W: steps before smoothing starts; the gradients are rescaled after it too. */
  readonly warmup: number;
  /** Leave batches out of the smoothing that the gap between arithmetic and geometric mean marks as outliers. */
  readonly filtration: boolean;
  /** M: batches in the window. 1 makes every step exact: batch normalization by the quadratic mean. */
  readonly window?: number;
  /** m: what the running statistics keep of themselves in a step. */
  readonly keep?: number;
  readonly eps?: number;
}

/** x: [..., d] -> [..., d]. Parameters gain and bias; states v, ema, two windows [M, d], the step, and a count of skipped batches. */
export function unifiedNorm(at: Scope, x: Tensor, options: UnifiedOptions): Tensor {
  const { warmup, filtration, window = 4, keep = 0.9, eps = 1e-5 } = options;
  const d = x.shape.at(-1)!;
  const rows = x.reshape(-1, d); // [N, d]
  const gain = at.parameter("gain", [d], ones);
  const bias = at.parameter("bias", [d], zeros);
  const v = at.state("v", [d], ones);
  if (at.mode === "inference") return x.div(v.value.add(eps).sqrt()).mul(gain).add(bias);

  const ema = at.state("ema", [d], zeros);
  const forwards = at.state("forward window", [window, d], zeros);
  const backwards = at.state("backward window", [window, d], zeros);
  const clock = tick(at, window);
  const early = clock.step.lessEqual(window).or(clock.step.less(warmup));

  const q = rows.square().mean(0, { keepDims: false });
  const inserted = where(clock.slot, q, forwards.value);
  const gap = outlierGap(inserted, forwards.value);
  const skip = window === 1 ? always : filtration ? gap.and(clock.step.greaterEqual(warmup)) : never;
  count(at, skip);
  forwards.update(where(skip.and(clock.slot), v.value, inserted));
  const variance = where(early.or(skip), q, geometricMean(inserted));
  v.update(lerp(v.value, variance, keep));

  const deviation = variance.add(eps).sqrt();
  const z = rows.div(deviation);
  const ratio = deviation.div(v.value.add(eps).sqrt()).clip(1 / 5, 5);
  const r = where(clock.step.lessEqual(warmup).or(skip), 1, ratio);

  /** The backward pass's statistics, from the gradient of the gain, sum(dy r z): mean(g z) is gamma / N times it. */
  const follow = (dgain: Tensor) => {
    const gz = dgain.mul(gain).div(rows.shape[0]);
    const next = where(clock.slot, where(skip, ema.value, gz), backwards.value);
    const smooth = where(early.or(skip), gz, next.mean(0, { keepDims: false }));
    return { window: next, ema: lerp(ema.value, smooth, keep), exact: gz };
  };
  const y = customGradient(
    (_, gain, bias) => z.mul(gain).add(bias),
    (dy) => {
      const dgain = dy.mul(r).mul(z).sum(0, { keepDims: false });
      const statistics = follow(dgain);
      const along = where(skip, statistics.exact, statistics.ema);
      return [dy.mul(gain).mul(r).sub(z.mul(along)).div(deviation), dgain, dy.sum(0, { keepDims: false })];
    },
  )(rows, gain, bias);
  backwards.update((gradientOf) => follow(gradientOf(gain)).window);
  ema.update((gradientOf) => follow(gradientOf(gain)).ema);
  return y.reshape(...x.shape);
}

const always = constant(true, { dtype: "bool" });
const never = constant(false, { dtype: "bool" });

const lerp = (old: Tensor, now: Tensor, keep: number): Tensor => old.mul(keep).add(now.mul(1 - keep));

/** Over the window's slots: exp(mean(log)). [M, d] -> [d] */
export const geometricMean = (window: Tensor): Tensor => window.log().mean(0, { keepDims: false }).exp();

/**
 * Whether the arithmetic mean of any channel's window exceeds its geometric mean by more than M R. For n positive numbers
 * the gap lies between n / (n - 1) and n times the variance of their roots; the released layer takes for R one number per
 * layer: the unbiased variance of the roots of everything in the window before this batch entered it.
 */
export function outlierGap(inserted: Tensor, before: Tensor): Tensor {
  const roots = before.sqrt();
  const spread = roots.variance().mul(roots.size / (roots.size - 1));
  const gap = inserted.mean(0, { keepDims: false }).sub(geometricMean(inserted));
  return gap.max().greater(spread.mul(inserted.shape[0]));
}

/** Counts steps from 1, and marks the slot of the window that this step's batch takes: t mod M. */
function tick(at: Scope, window: number): { step: Tensor; slot: Tensor } {
  const done = at.state("step", [1], zeros);
  const step = done.value.add(1);
  done.update(step);
  const slot = step.sub(step.div(window).floor().mul(window));
  return { step, slot: iota(window, "float32").reshape(window, 1).equal(slot) };
}

/** How many batches the filtration has left out, for whoever watches. */
function count(at: Scope, skip: Tensor): void {
  const skipped = at.state("skipped", [1], zeros);
  skipped.update(skipped.value.add(skip.cast("float32")));
}

/** The affine map per channel that remains at inference, y = scale x + shift; it folds into the linear map behind it. */
export function inferenceAffine(
  { gain, bias, v }: Record<"gain" | "bias" | "v", Float32Array>,
  eps = 1e-5,
): { scale: Float32Array; shift: Float32Array } {
  return { scale: gain.map((value, channel) => value / Math.sqrt(v[channel] + eps)), shift: bias };
}
