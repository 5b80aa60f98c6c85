/** How often the rule errs, found by drawing samples whose true effect is known. */
import { random, type Stream } from "#engine/random";
import type { Claim } from "./claim.ts";
import { judge, verdicts, type Verdict } from "./verdict.ts";

export type Noise = "normal" | "heavy-tailed" | "lognormal";

/** `count` samples of noise around 0: normal, Student's t with 3 degrees of freedom, or normal on the logarithm of a ratio. */
function drawNoise(noise: Noise, stream: Stream, count: number): Float32Array {
  if (noise !== "heavy-tailed") return stream.normal(count);
  const parts = stream.normal(4 * count);
  return Float32Array.from({ length: count }, (_, index) => {
    const [z, a, b, c] = parts.subarray(4 * index);
    return z / Math.sqrt((a ** 2 + b ** 2 + c ** 2) / 3);
  });
}

/** Effects and spreads are in units of the smallest effect that counts. */
export interface Trial {
  readonly noise: Noise;
  readonly seeds: number;
  /** The true effect; positive on the claimed side. */
  readonly effect: number;
  /** How far single seeds scatter. */
  readonly spread: number;
}

const difference: Claim = {
  statement: "it is better",
  better: "higher",
  unit: "nats",
  stated: null,
  kind: "quality",
  scale: "toy",
  counts: 1,
};
/** On the logarithm, the smallest effect that counts is 1 here as well. */
const ratio: Claim = { ...difference, unit: "ratio", neutral: 1, counts: Math.E - 1 };

/** The share of so many trials that end with each verdict. */
export function verdictShares(
  { noise, seeds, effect, spread }: Trial,
  trials: number,
): Readonly<Record<Verdict, number>> {
  const drawn = drawNoise(noise, random(seeds).stream(`${noise} ${effect} ${spread}`), trials * seeds);
  const [claim, valueOf] = noise === "lognormal" ? [ratio, Math.exp] : [difference, (value: number) => value];
  const ends = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (let trial = 0; trial < trials; trial++) {
    const samples = Array.from({ length: seeds }, (_, seed) => ({
      value: valueOf(effect + spread * drawn[trial * seeds + seed]),
      exact: false,
      seed,
    }));
    ends[judge(claim, samples).verdict!] += 1 / trials;
  }
  return ends;
}

export interface ErrorRates {
  readonly noise: Noise;
  readonly seeds: number;
  /** Where there is no effect: how often the verdict is `matches` or `holds` all the same. */
  readonly falseHolds: number;
  /** ... and how often `contradicted`. */
  readonly falseContradicted: number;
  /** Where the effect is twice what counts: how often it is called `absent`, at the spread at which that is likeliest. */
  readonly falseAbsent: number;
}

/** So wide that `absent` hides no error, in units of what counts. */
const wide = 100;
/** Times the root of the number of seeds: where an effect of two is called absent most often; found by trying others. */
const deceptive = 0.8;

export function errorRates(noise: Noise, seeds: number, trials: number): ErrorRates {
  const none = verdictShares({ noise, seeds, effect: 0, spread: wide }, trials);
  const twice = verdictShares({ noise, seeds, effect: 2, spread: deceptive * Math.sqrt(seeds) }, trials);
  return {
    noise,
    seeds,
    falseHolds: none.holds + none.matches,
    falseContradicted: none.contradicted,
    falseAbsent: twice.absent,
  };
}
