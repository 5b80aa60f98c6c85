/** Learning-rate schedules: plain functions from the step (counted from 0) to a rate. */

export type Schedule = (step: number) => number;

export const constantRate =
  (learningRate: number): Schedule =>
  () =>
    learningRate;

/** Rises in a line over `warmup` steps to `peak`, then falls along half a cosine to `minLearningRate` at `total`. Loshchilov & Hutter 2016. */
export function warmupCosine({
  peak,
  warmup,
  total,
  minLearningRate = 0,
}: {
  peak: number;
  warmup: number;
  total: number;
  minLearningRate?: number;
}): Schedule {
  return (step) => {
    if (step < warmup) return (peak * (step + 1)) / warmup;
    const done = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
    return minLearningRate + (peak - minLearningRate) * 0.5 * (1 + Math.cos(Math.PI * done));
  };
}

/** Rises in a line over `warmup` steps to `peak`, then falls in a line to `minLearningRate` at `total`. */
export function warmupLinear({
  peak,
  warmup,
  total,
  minLearningRate = 0,
}: {
  peak: number;
  warmup: number;
  total: number;
  minLearningRate?: number;
}): Schedule {
  return (step) => {
    if (step < warmup) return (peak * (step + 1)) / warmup;
    const done = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
    return peak + (minLearningRate - peak) * done;
  };
}

/** Rises in a line over `warmup` steps to `peak`, stays there, and falls in a line to `minLearningRate` over the last `decay` steps of `total`. Hu et al. 2024. */
export function warmupStableDecay({
  peak,
  warmup,
  decay,
  total,
  minLearningRate = 0,
}: {
  peak: number;
  warmup: number;
  decay: number;
  total: number;
  minLearningRate?: number;
}): Schedule {
  return (step) => {
    if (step < warmup) return (peak * (step + 1)) / warmup;
    const left = Math.max(0, total - step);
    return left < decay ? minLearningRate + ((peak - minLearningRate) * left) / decay : peak;
  };
}

/** `rate` times `factor` after each `every` steps. */
export const stepDecay =
  ({ learningRate, factor, every }: { learningRate: number; factor: number; every: number }): Schedule =>
  (step) =>
    learningRate * factor ** Math.floor(step / every);

/** d^-0.5 min(t^-0.5, t warmup^-1.5) with t = step + 1. Vaswani et al. 2017, eq. 3. */
export const inverseSquareRoot =
  ({ width, warmup, scale = 1 }: { width: number; warmup: number; scale?: number }): Schedule =>
  (step) =>
    scale * width ** -0.5 * Math.min((step + 1) ** -0.5, (step + 1) * warmup ** -1.5);
