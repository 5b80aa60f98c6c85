/** What a paper claims, in a form that a measurement can be held against. */

/** Which way the claimed effect points. `equal` claims that there is no effect, within `tolerance`. */
export type Direction = "lower" | "higher" | "equal";

export type ClaimKind = "quality" | "speed" | "memory" | "property" | "equivalence";

export interface Claim {
  /** The claim in our own words, one sentence, no full stop. */
  readonly says: string;
  readonly better: Direction;
  /** Unit of `stated`, `neutral` and every measurement: "nats", "%", "ratio", ... */
  readonly unit: string;
  /** The paper's own number in that unit, or the range it gives; null where it gives none that a measurement could be compared with. */
  readonly stated: number | readonly [low: number, high: number] | null;
  /** How the paper puts it when `stated` cannot: a word, a row of a table, numbers of another scale. Facts only. */
  readonly statedAs?: string;
  readonly kind: ClaimKind;
  /** The value that means "no effect": 1 for a ratio, 0 for a difference (the default). */
  readonly neutral?: number;
  /** For `equal`: the largest distance from `neutral` that still counts as no effect. */
  readonly tolerance?: number;
  /** Set when the claim itself is out of reach at this scale: why, and what stands in for it, if anything does. */
  readonly beyond?: { readonly why: string; readonly proxy?: string };
  /** What our card could not verify in a primary source. Shown beside the claim. */
  readonly unverified?: string;
}

export const neutralOf = (claim: Claim): number => claim.neutral ?? 0;
