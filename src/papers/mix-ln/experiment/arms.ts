/** Who takes part: shares of Post-LN from none to all, scaled initialization for both, and a control. */
import type { DepthArmName, Moment } from "#lab/training/depth/index";

/** From no Post-LN block to nothing else, by their share. */
export const shares = {
  "Pre-LN": 0,
  "Mix-LN 1/8": 1 / 8,
  "Mix-LN 1/4": 1 / 4,
  "Mix-LN 3/8": 3 / 8,
  "Mix-LN 1/2": 1 / 2,
  "Post-LN": 1,
} as const satisfies Partial<Record<DepthArmName, number>>;

export type Shared = keyof typeof shares;

export const armNames = [
  ...(Object.keys(shares) as Shared[]),
  "Mix-LN 1/4, at the end",
  "Pre-LN, scaled init",
  "Mix-LN 1/4, scaled init",
] as const satisfies readonly DepthArmName[];

export type ArmName = (typeof armNames)[number];

/** Whose blocks are looked into, and when. */
export const looked = {
  "Pre-LN": ["start", "early", "end"],
  "Post-LN": ["start", "early", "end"],
  "Mix-LN 1/4": ["start", "early", "end"],
  "Mix-LN 1/4, at the end": ["early", "end"],
} as const satisfies Partial<Record<ArmName, readonly Moment[]>>;
