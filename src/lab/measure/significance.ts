/** Tests and intervals for paired differences that no distribution is known of: by ranks, by signs, and by drawing again. */
import { random } from "#engine";
import { erfc } from "./error-function.ts";
import { mean, ranks } from "./statistics.ts";

export interface TestResult {
  readonly statistic: number;
  /** Two-sided: how probable a result as far from no effect is without one. */
  readonly pValue: number;
}

/** Up to so many differences without ties the distribution is counted; beyond, a normal one stands in for it. */
const countable = 50;

/**
 * The signed-rank test of differences around zero; the statistic is the smaller of the two sums of ranks. Differences of zero are left out.
 * Wilcoxon 1945; with ties, the normal approximation with the variance that they leave, without correction for continuity.
 * @throws Error when nothing differs.
 */
export function wilcoxon(differences: readonly number[]): TestResult {
  const values = differences.filter((value) => value !== 0);
  const n = values.length;
  if (n === 0) throw new Error("Wilcoxon's test needs a difference that is not zero");
  const byRank = ranks(values.map(Math.abs));
  const above = byRank.reduce((sum, rank, at) => sum + (values[at] > 0 ? rank : 0), 0);
  const total = (n * (n + 1)) / 2;
  const statistic = Math.min(above, total - above);
  const tied = new Set(byRank).size < n;
  if (!tied && n === differences.length && n <= countable)
    return { statistic, pValue: Math.min(1, 2 * shareOfSumsUpTo(statistic, n)) };
  const variance = byRank.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  return { statistic, pValue: twoSidedNormal((statistic - total / 2) / Math.sqrt(variance)) };
}

/** Of all ways to give 1..n a sign, the share whose positive ranks sum to at most `limit`. */
function shareOfSumsUpTo(limit: number, n: number): number {
  const share = new Float64Array((n * (n + 1)) / 2 + 1);
  share[0] = 1;
  for (let rank = 1; rank <= n; rank++)
    for (let sum = share.length - 1; sum >= 0; sum--) share[sum] = (share[sum] + (share[sum - rank] ?? 0)) / 2;
  return share.subarray(0, limit + 1).reduce((all, one) => all + one, 0);
}

/** P(|Z| >= |z|). */
function twoSidedNormal(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/**
 * How often the mean of paired differences is at least as far from zero when every difference takes a sign at random: all ways where these
 * are not more than `resamples`, else so many of them, with the observed one among them. Fisher 1935.
 */
export function pairedRandomization(
  differences: readonly number[],
  { resamples = 9_999, seed = 0 }: { resamples?: number; seed?: number } = {},
): TestResult {
  const n = differences.length;
  const statistic = mean(differences);
  // Signs that lead to the same mean in another order of summing must count as the same.
  const far = Math.abs(statistic) * (1 - 1e-12);
  const meanWith = (isNegative: (at: number) => boolean) =>
    differences.reduce((sum, value, at) => sum + (isNegative(at) ? -value : value), 0) / n;
  let extreme = 0;
  if (2 ** n <= resamples) {
    for (let ways = 0; ways < 2 ** n; ways++)
      if (Math.abs(meanWith((at) => ((ways >> at) & 1) === 1)) >= far) extreme++;
    return { statistic, pValue: extreme / 2 ** n };
  }
  const stream = random(seed).stream("paired randomization");
  for (let sample = 0; sample < resamples; sample++) {
    const signs = stream.uniform(n);
    if (Math.abs(meanWith((at) => signs[at] < 0.5)) >= far) extreme++;
  }
  return { statistic, pValue: (extreme + 1) / (resamples + 1) };
}

/** A statistic of a sample, with its 95 % interval. */
export interface BootstrapEstimate {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** The middle 95 % of a statistic over samples drawn from the sample with replacement. Efron 1979, percentile interval. */
export function bootstrap(
  sample: readonly number[],
  statistic: (sample: readonly number[]) => number = mean,
  { resamples = 1_000, seed = 0 }: { resamples?: number; seed?: number } = {},
): BootstrapEstimate {
  const stream = random(seed).stream("bootstrap");
  const drawn = Array.from({ length: resamples }, () =>
    statistic(Array.from(stream.integers(sample.length, sample.length), (at) => sample[at])),
  ).sort((a, b) => a - b);
  const at = Math.round(resamples * 0.025);
  return { value: statistic(sample), interval: [drawn[at], drawn[resamples - 1 - at]] };
}
