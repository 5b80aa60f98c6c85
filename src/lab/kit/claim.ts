/** What a paper claims, in a form that a measurement can be held against. */

/** Which way the claimed effect points. `equal` claims that there is no effect, within `tolerance`. */
export type Direction = "lower" | "higher" | "equal";

/** `speed` is time by a clock, which no run repeats; work that is counted (updates, tokens, operations) is `efficiency`. */
export type ClaimKind = "quality" | "speed" | "efficiency" | "memory" | "property" | "equivalence";

/**
 * At what scale a claim is measured here. `exact`: no scale (bytes, counts, identities); `toy`: a synthetic task;
 * `reduced`: the paper's kind of task, smaller; `full`: as the paper has it.
 */
export type Scale = "exact" | "toy" | "reduced" | "full";

/**
 * What a value compares: a `difference` from `neutral`, a `ratio`, a percentage `saved` or `added`. All but differences
 * are judged on the logarithm of the ratio behind them, where half and double are equally far from no effect.
 */
export type Comparison = "difference" | "ratio" | "saved" | "added";

export interface Claim {
  /** The claim in our own words, one sentence, no full stop. */
  readonly statement: string;
  readonly better: Direction;
  /** Unit of `stated`, `neutral`, `counts`, `tolerance` and every measurement: "nats", "%", "ratio", ... */
  readonly unit: string;
  /** The paper's own number in that unit, or the range it gives; null where it gives none that a measurement could be compared with. */
  readonly stated: number | readonly [low: number, high: number] | null;
  /** How the paper puts it when `stated` cannot: a word, a row of a table, numbers of another scale. Facts only. */
  readonly statedAs?: string;
  readonly kind: ClaimKind;
  /** Absent only where nothing is measured: a claim out of reach without a proxy. */
  readonly scale?: Scale;
  /** The value that means "no effect": 1 for a ratio, 0 for a difference (the default). */
  readonly neutral?: number;
  /** Default: "ratio" if that is how the unit begins, else "difference". */
  readonly compares?: Comparison;
  /** For a direction: the smallest distance from `neutral` that would matter, fixed before the first recording; at most half of the stated effect. */
  readonly counts?: number;
  /** For `equal`: the largest distance from `neutral` that still counts as no effect. */
  readonly tolerance?: number;
  /** Set when the claim itself is out of reach at this scale: why, and what stands in for it, if anything does. */
  readonly outOfScope?: { readonly why: string; readonly proxy?: string };
  /** What our card could not verify in a primary source. Shown beside the claim. */
  readonly unverified?: string;
}

export const neutralOf = (claim: Claim): number => claim.neutral ?? 0;

export const comparisonOf = ({ compares, unit }: Claim): Comparison =>
  compares ?? (unit === "ratio" || unit.startsWith("ratio ") ? "ratio" : "difference");

/** Whether a measurement can back the claim, itself or by a proxy. */
export const isMeasurable = ({ outOfScope }: Claim): boolean =>
  outOfScope === undefined || outOfScope.proxy !== undefined;
