/**
 * The scale on which a claim is judged: distances from no effect that can be averaged. A ratio, and a percentage that stands
 * for one, is measured by its logarithm: values of ratios are skewed, and their plain mean finds effects where there are none.
 */
import { comparisonOf, neutralOf, type Claim, type Comparison } from "./claim.ts";

interface Measure {
  /** Of a value of the claim's unit; 0 where both sides are alike. */
  readonly of: (value: number) => number;
  readonly back: (effect: number) => number;
}

const measures: Readonly<Record<Comparison, Measure>> = {
  difference: { of: (value) => value, back: (effect) => effect },
  ratio: { of: Math.log, back: Math.exp },
  saved: { of: (percent) => -Math.log1p(-percent / 100), back: (effect) => -100 * Math.expm1(-effect) },
  added: { of: (percent) => Math.log1p(percent / 100), back: (effect) => 100 * Math.expm1(effect) },
};

/** Between values in a claim's unit and effects. */
export interface EffectScale {
  /** How far a value lies from no effect; with a twin, from what the baseline's own copy showed in the same run. */
  of(value: number, twin?: number): number;
  /** How far the baseline's twin lies from the baseline. */
  ofTwin(twin: number): number;
  /** The value that has this effect. */
  valueOf(effect: number): number;
  /** The size of an effect that lies so far from no effect in the claim's unit. */
  sizeOf(distance: number): number;
  /** And back. */
  distanceOf(size: number): number;
}

export function effectScale(claim: Claim): EffectScale {
  const { of, back } = measures[comparisonOf(claim)];
  const neutral = neutralOf(claim);
  const origin = of(neutral);
  return {
    of: (value, twin) => of(value) - origin - (twin === undefined ? 0 : of(twin)),
    ofTwin: of,
    valueOf: (effect) => back(origin + effect),
    sizeOf: (distance) => Math.abs(of(neutral + distance) - origin),
    distanceOf: (size) => Math.abs(back(origin + size) - neutral),
  };
}
