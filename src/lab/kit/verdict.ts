/**
 * The one rule that turns measurements into a verdict. Nothing else in papertape may decide one.
 *
 * Over the seeds stands a 95 % interval of the mean effect (Student's t), on the claim's scale of effects (effect.ts). For a
 * claim with a direction the verdict is, in this order,
 *
 *     absent        the interval lies within `counts` of no effect
 *     matches       it lies on the claimed side, its middle between half and twice the stated effect, all of it between a quarter and four times
 *     holds         it lies on the claimed side
 *     contradicted  it lies on the other side
 *     inconclusive  anything else
 *
 * and for a claim of equality the same interval is held against a band of `tolerance`. An effect of time is measured
 * from the baseline's twin in the same run, and one that is no larger than the twin's own distance from the baseline is none.
 */
import { isMeasurable, type Claim } from "./claim.ts";
import { effectScale, type EffectScale } from "./effect.ts";
import type { Measurement } from "./lab.ts";
import { studentT, type Coverage } from "./student-t.ts";

export type Verdict = "matches" | "holds" | "absent" | "inconclusive" | "contradicted" | "beyond";

/** In the order in which they are told: from the claim's side over nothing to the other side. */
export const verdicts = [
  "matches",
  "holds",
  "absent",
  "inconclusive",
  "contradicted",
  "beyond",
] as const satisfies readonly Verdict[];

/** Why a claim is inconclusive: the seeds scatter too much, one diverged, time was measured without a twin, or the effect is no larger than the twin's. */
export type Doubt = "scatter" | "diverged" | "no twin" | "within the floor";

export type Interval = readonly [low: number, high: number];

/** All numbers are in the claim's unit. */
export interface Judgement {
  /** null: nothing was measured, or a single sampled seed, which has no spread to judge by. */
  readonly verdict: Verdict | null;
  /** The verdict is about a stand-in for the claim (`claim.beyond.proxy`). */
  readonly proxy: boolean;
  /** Of ratios, and of percentages that stand for one, the geometric mean. */
  readonly mean: number | null;
  /** 95 % interval of the mean; a point for exact values, null for a single seed. */
  readonly interval: Interval | null;
  /** Where one more seed's value is expected, in 95 of 100 cases; null for a single seed. */
  readonly prediction: Interval | null;
  /** Distinct seeds behind the mean. */
  readonly seeds: number;
  /** Of those, how many diverged (no finite value). */
  readonly diverged: number;
  readonly exact: boolean;
  /** How far the baseline's twin lies from the baseline; null where no twin was measured. */
  readonly floor: number | null;
  /** Of an inconclusive claim: why. */
  readonly doubt: Doubt | null;
  /** Of an inconclusive claim: the distance from no effect that could have been seen, which is half the interval. */
  readonly visible: number | null;
  /** Of an inconclusive claim: how many seeds would decide it, were mean and spread to stay; null where no number up to 1,000 would. */
  readonly seedsToDecide: number | null;
}

export type Sample = Pick<Measurement, "value" | "exact" | "seed" | "twin">;

/** What stands between samples and verdict: half the interval of the mean, and half of the one that must lie within `counts`. */
export interface Rule {
  readonly half: (effects: readonly number[]) => number;
  readonly halfForAbsent: (effects: readonly number[]) => number;
}

const interval = (effects: readonly number[]) => halfWidth(effects);
const theRule: Rule = { half: interval, halfForAbsent: interval };

/**
 * Judges one claim from its samples. Several values of one seed (repeated runs) count as that seed's median,
 * so that running the same seed often does not buy certainty. `rule` is only for showing what another rule would say.
 */
export function judge(claim: Claim, samples: readonly Sample[], rule: Rule = theRule): Judgement {
  const nothing = {
    proxy: claim.outOfScope?.proxy !== undefined,
    mean: null,
    interval: null,
    prediction: null,
    seeds: 0,
    diverged: 0,
    exact: samples.length > 0 && samples.every((sample) => sample.exact),
    floor: null,
    doubt: null,
    visible: null,
    seedsToDecide: null,
  };
  if (!isMeasurable(claim)) return { ...nothing, verdict: "beyond" };
  if (samples.length === 0) return { ...nothing, verdict: null };
  if (nothing.exact) return judgeExact(claim, samples, nothing);

  const scale = effectScale(claim);
  const seeds = groupBySeed(samples);
  const timed = samples.every(({ twin }) => twin !== undefined);
  const effects = seeds.map((group) =>
    median(group.map(({ value, twin }) => (value === null ? null : scale.of(value, timed ? twin : undefined)))),
  );
  const finite = effects.filter((effect): effect is number => effect !== null && Number.isFinite(effect));
  const mean = finite.length > 0 ? meanOf(finite) : null;
  const twins = timed ? seeds.map((group) => median(group.map(({ twin }) => scale.ofTwin(twin!)))!) : null;
  const floor = twins && Math.abs(meanOf(twins));
  const facts = {
    ...nothing,
    mean: mean === null ? null : scale.valueOf(mean),
    seeds: seeds.length,
    diverged: seeds.length - finite.length,
    floor: floor === null ? null : scale.distanceOf(floor),
  };
  if (seeds.length === 1) return { ...facts, verdict: null };
  // A seed that diverged has no finite effect: the interval is unbounded and contains every value.
  if (mean === null || facts.diverged > 0) return { ...facts, verdict: "inconclusive", doubt: "diverged" };

  const half = rule.half(finite);
  const apart = half * Math.sqrt(finite.length + 1);
  const found = {
    ...facts,
    interval: [scale.valueOf(mean - half), scale.valueOf(mean + half)] as const,
    prediction: [scale.valueOf(mean - apart), scale.valueOf(mean + apart)] as const,
  };
  const untimed = claim.kind === "speed" && !timed;
  const verdict = untimed ? "inconclusive" : decide(claim, scale, mean, half, rule.halfForAbsent(finite), floor ?? 0);
  if (verdict !== "inconclusive") return { ...found, verdict };
  const doubt = untimed ? "no twin" : floor !== null && Math.abs(mean) <= floor ? "within the floor" : "scatter";
  const seedsToDecide = doubt === "scatter" ? seedsNeeded(claim, scale, mean, half, finite.length) : null;
  return { ...found, verdict, doubt, visible: scale.distanceOf(half), seedsToDecide };
}

/** Half of the interval of a mean over seeds (Student's t), by default the 95 % one. NaN for a single value. */
export function halfWidth(values: readonly number[], coverage?: Coverage): number {
  return values.length < 2
    ? NaN
    : (studentT(values.length - 1, coverage) * deviation(values)) / Math.sqrt(values.length);
}

/** Standard deviation over seeds. */
export function deviation(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** Relative difference that is rounding, and no disagreement. */
const rounding = 1e-6;

/**
 * Whether one more number agrees with the ledger: it lies where one more seed is expected. An exact number, and one of an
 * equality that holds, agrees if it gets the ledger's verdict. null where there is nothing to agree with.
 */
export function agrees(ledger: Judgement, value: number | null, claim: Claim): boolean | null {
  if (ledger.prediction === null || value === null) return null;
  const alone = () => judgeExact(claim, [{ value, exact: true, seed: 0 }], ledger).verdict === ledger.verdict;
  const confirmed = ledger.verdict === "matches" || ledger.verdict === "holds";
  if (ledger.exact || (claim.better === "equal" && confirmed && alone())) return alone();
  const [low, high] = ledger.prediction;
  const slack = rounding * Math.max(Math.abs(low), Math.abs(high));
  return value >= low - slack && value <= high + slack;
}

/** The verdict on an effect whose interval is mean ± half. */
function decide(
  claim: Claim,
  scale: EffectScale,
  mean: number,
  half: number,
  halfForAbsent: number,
  floor: number,
): Verdict {
  const [low, high] = [mean - half, mean + half];
  if (claim.better === "equal") {
    const band = scale.sizeOf(claim.tolerance ?? 0);
    if (low >= -band && high <= band) return claim.stated === null ? "holds" : "matches";
    return low > band || high < -band ? "contradicted" : "inconclusive";
  }
  const counts = scale.sizeOf(claim.counts ?? 0);
  const farthest = Math.abs(mean) + halfForAbsent;
  if (farthest < counts || farthest === 0) return "absent";
  if (Math.abs(mean) <= floor || (low <= 0 && high >= 0)) return "inconclusive";
  if (claim.better === "higher" ? high < 0 : low > 0) return "contradicted";
  if (claim.stated === null) return "holds";
  const sizes = statedSizes(claim);
  const [min, max] = [Math.min(...sizes), Math.max(...sizes)];
  const [near, far] = [Math.min(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))];
  const middle = Math.abs(mean) >= min / 2 && Math.abs(mean) <= max * 2;
  return middle && near >= min / 4 && far <= max * 4 ? "matches" : "holds";
}

/** The effects that the paper states, as distances from no effect on the scale of effects. */
export const statedSizes = (claim: Claim): number[] =>
  (claim.stated === null ? [] : [claim.stated].flat()).map((value) => Math.abs(effectScale(claim).of(value)));

type Facts = Omit<Judgement, "verdict">;

/** No seed changes an exact value: its interval is a point. Values that should be one and differ count as their median. */
function judgeExact(claim: Claim, samples: readonly Sample[], nothing: Facts): Judgement {
  const scale = effectScale(claim);
  const mean = median(samples.map(({ value }) => value));
  if (mean === null) return { ...nothing, verdict: "inconclusive", doubt: "diverged", seeds: 1, diverged: 1 };
  const verdict = decide(claim, scale, scale.of(mean), 0, 0, 0);
  return { ...nothing, verdict, mean, interval: [mean, mean], prediction: [mean, mean], seeds: 1 };
}

const mostSeeds = 1000;

/** The smallest number of seeds whose interval would decide, if it stood around the same mean with the same spread. */
function seedsNeeded(claim: Claim, scale: EffectScale, mean: number, half: number, seeds: number): number | null {
  const spread = (half * Math.sqrt(seeds)) / studentT(seeds - 1);
  const size = Math.abs(mean);
  const widest =
    claim.better === "equal"
      ? Math.abs(scale.sizeOf(claim.tolerance ?? 0) - size)
      : Math.max(size, scale.sizeOf(claim.counts ?? 0) - size);
  const decides = (count: number) => (studentT(count - 1) * spread) / Math.sqrt(count) < widest;
  if (!decides(mostSeeds)) return null;
  // The interval only shrinks with more seeds.
  let [tooFew, enough] = [seeds, mostSeeds];
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (decides(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

function groupBySeed(samples: readonly Sample[]): Sample[][] {
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.seed);
    if (group) group.push(sample);
    else groups.set(sample.seed, [sample]);
  }
  return [...groups.values()];
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Median; null (diverged) when any of the values is. */
function median(values: readonly (number | null)[]): number | null {
  if (values.length === 1) return values[0];
  if (values.some((value) => value === null)) return null;
  const sorted = (values as number[]).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
