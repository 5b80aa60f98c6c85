/** Statistics of the batches that a norm sees in training: recorded as states, read from the weights after each step. */
import { zeros, type Parameters, type Scope, type Tensor } from "#engine";

/** The norm itself, which also remembers mean and mean square of its last training batch, per channel over all positions. */
export const recorded =
  (norm: (at: Scope, x: Tensor) => Tensor) =>
  (at: Scope, x: Tensor): Tensor => {
    const d = x.shape.at(-1)!;
    const rows = x.reshape(-1, d);
    at.state("seen mean", [d], zeros).update(rows.mean(0, { keepDims: false }));
    at.state("seen square", [d], zeros).update(rows.square().mean(0, { keepDims: false }));
    return norm(at, x);
  };

/** What one norm saw of one batch. */
export interface RecordedStats {
  /** Full name of the norm. */
  readonly norm: string;
  readonly mean: Float32Array;
  /** Mean of squares. */
  readonly square: Float32Array;
  /** square - mean². */
  readonly variance: Float32Array;
}

/** What the recorded norms of a model saw last. */
export function recordedStats(weights: Parameters): RecordedStats[] {
  const ending = "/seen mean";
  return Object.keys(weights)
    .filter((name) => name.endsWith(ending))
    .map((name) => {
      const norm = name.slice(0, -ending.length);
      const [mean, square] = [weights[name], weights[`${norm}/seen square`]];
      return { norm, mean, square, variance: square.map((value, c) => Math.max(0, value - mean[c] ** 2)) };
    });
}

/** Mean over channels of |now - then| / |then|: how far a statistic is from another, relative to the latter. */
export function relativeDistance(now: ArrayLike<number>, then: ArrayLike<number>): number {
  let sum = 0;
  for (let c = 0; c < now.length; c++) sum += Math.abs(now[c] - then[c]) / Math.max(Math.abs(then[c]), 1e-12);
  return sum / now.length;
}
