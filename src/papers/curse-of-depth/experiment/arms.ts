/** Who takes part: the method, what it is compared with, and a control. */
import type { DepthArmName, Moment } from "#lab/training/depth/index";

export const armNames = [
  "Pre-LN",
  "Post-LN",
  "Mix-LN 1/4",
  "LayerNorm Scaling",
  "one factor",
  "LayerScale",
  "SkipInit",
  "Pre-LN, scaled init",
  "LayerNorm Scaling, scaled init",
] as const satisfies readonly DepthArmName[];

export type ArmName = (typeof armNames)[number];

/** What scales the branches or their first weights instead of the norms. */
export const scalings = ["LayerScale", "SkipInit", "Pre-LN, scaled init"] as const satisfies readonly ArmName[];

/** Whose blocks are looked into, and when. */
export const looked = {
  "Pre-LN": ["start", "early", "end"],
  "LayerNorm Scaling": ["start", "early", "end"],
  "Post-LN": ["end"],
  "Mix-LN 1/4": ["end"],
  "one factor": ["end"],
} as const satisfies Partial<Record<ArmName, readonly Moment[]>>;
