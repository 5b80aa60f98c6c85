/**
 * The one rule that turns measurements into a verdict. Nothing else in papertape may decide one.
 *
 * Over the seeds stands a 95 % interval of the mean (Student's t). For a claim with a direction, it is held
 * against the value that means "no effect"; for a claim of equality, against a band of `tolerance` around it.
 */
import { neutralOf, type Claim } from "./claim.ts";
import type { Measurement } from "./lab.ts";

export type Verdict = "matches" | "holds" | "inconclusive" | "contradicted" | "beyond";

export interface Judgement {
  /** null: nothing was measured, or a single sampled seed, which has no spread to judge by. */
  readonly verdict: Verdict | null;
  /** The verdict is about a stand-in for the claim (`claim.beyond.proxy`). */
  readonly proxy: boolean;
  readonly mean: number | null;
  /** 95 % interval of the mean; a point for exact values, null for a single seed. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Distinct seeds behind the mean. */
  readonly seeds: number;
  /** Of those, how many diverged (no finite value). */
  readonly diverged: number;
  readonly exact: boolean;
}

type Sample = Pick<Measurement, "value" | "exact" | "seed">;

/** Two-sided 95 % quantiles of Student's t for 1..30 degrees of freedom. */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/**
 * Judges one claim from its samples. Several values of one seed (repeated runs) count as that seed's median,
 * so that running the same seed often does not buy certainty.
 */
export function judge(claim: Claim, samples: readonly Sample[]): Judgement {
  const proxy = claim.beyond?.proxy !== undefined;
  const exact = samples.length > 0 && samples.every((sample) => sample.exact);
  const none = { proxy, mean: null, interval: null, seeds: 0, diverged: 0, exact };
  if (claim.beyond && !proxy) return { ...none, verdict: "beyond" };
  if (samples.length === 0) return { ...none, verdict: null };

  const bySeed = exact ? [median(samples.map(({ value }) => value))] : groupBySeed(samples).map(median);
  const finite = bySeed.filter((value): value is number => value !== null);
  const diverged = bySeed.length - finite.length;
  const facts = { proxy, seeds: bySeed.length, diverged, exact };
  const mean = finite.length > 0 ? finite.reduce((sum, value) => sum + value, 0) / finite.length : null;
  if (mean === null || diverged > 0)
    // A seed that diverged has no finite effect: the interval is unbounded and contains every value.
    return { ...facts, mean, interval: null, verdict: bySeed.length > 1 || exact ? "inconclusive" : null };

  if (exact) return { ...facts, mean, interval: [mean, mean], verdict: place(claim, mean, [mean, mean]) };
  if (finite.length === 1) return { ...facts, mean, interval: null, verdict: null };
  const half = halfWidth(finite);
  const interval = [mean - half, mean + half] as const;
  return { ...facts, mean, interval, verdict: place(claim, mean, interval) };
}

/** Half of the 95 % interval of a mean over seeds (Student's t). NaN for a single value. */
export function halfWidth(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return (studentT[values.length - 2] ?? 1.96) * Math.sqrt(variance / values.length);
}

/** Whether one more number lies where the ledger's interval says the effect is; null where there is no such interval. */
export function agrees(judgement: Judgement, value: number | null, claim: Claim): boolean | null {
  if (judgement.interval === null || value === null) return null;
  const neutral = neutralOf(claim);
  if (claim.better === "equal")
    return Math.abs(value - neutral) <= tolerance(claim) === isEqual(claim, judgement.interval);
  return Math.sign(value - neutral) === Math.sign(judgement.mean! - neutral);
}

function place(claim: Claim, mean: number, [low, high]: readonly [number, number]): Verdict {
  const neutral = neutralOf(claim);
  if (claim.better === "equal") {
    if (isEqual(claim, [low, high])) return claim.stated === null ? "holds" : "matches";
    const outside = low > neutral + tolerance(claim) || high < neutral - tolerance(claim);
    return outside ? "contradicted" : "inconclusive";
  }
  if (low <= neutral && high >= neutral) return "inconclusive";
  const claimedSide = claim.better === "higher" ? low > neutral : high < neutral;
  if (!claimedSide) return "contradicted";
  if (claim.stated === null) return "holds";
  const stated = typeof claim.stated === "number" ? [claim.stated] : claim.stated;
  const sizes = stated.map((value) => Math.abs(value - neutral));
  const effect = Math.abs(mean - neutral);
  return effect >= Math.min(...sizes) / 2 && effect <= Math.max(...sizes) * 2 ? "matches" : "holds";
}

const tolerance = (claim: Claim): number => claim.tolerance ?? 0;

const isEqual = (claim: Claim, [low, high]: readonly [number, number]): boolean =>
  low >= neutralOf(claim) - tolerance(claim) && high <= neutralOf(claim) + tolerance(claim);

function groupBySeed(samples: readonly Sample[]): (number | null)[][] {
  const groups = new Map<number, (number | null)[]>();
  for (const { seed, value } of samples) groups.set(seed, [...(groups.get(seed) ?? []), value]);
  return [...groups.values()];
}

/** Median; null (diverged) when any of the values is. */
function median(values: readonly (number | null)[]): number | null {
  if (values.some((value) => value === null)) return null;
  const sorted = (values as number[]).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
