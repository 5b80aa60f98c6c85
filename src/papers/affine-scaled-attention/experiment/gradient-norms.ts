/** How much a series of gradient norms varies: the paper's numbers. */
import { deviation, mean, median } from "#lab/measure/statistics";

export interface Variation {
  readonly variance: number;
  /** Standard deviation over mean. */
  readonly cv: number;
  /** Norms above the median by more than k times the median distance from it (not rescaled to a standard deviation). */
  spikes(k: number): number;
}

export function variationOf(norms: readonly number[]): Variation {
  const spread = deviation(norms);
  const middle = median(norms);
  const distance = median(norms.map((norm) => Math.abs(norm - middle)));
  return {
    variance: spread ** 2,
    cv: spread / mean(norms),
    spikes: (k) => norms.filter((norm) => norm > middle + k * distance).length,
  };
}
