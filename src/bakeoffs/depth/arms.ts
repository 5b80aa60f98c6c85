/** The contestants: ways to join many blocks, on one deep, narrow model. */
import type { DepthArmName } from "#lab/training/depth/index";

export interface BlockArm {
  readonly id: string;
  readonly name: DepthArmName;
  readonly statement: string;
  /** Slug. */
  readonly paper: string | null;
}

const arm = (id: string, name: DepthArmName, statement: string, paper: string | null = null): BlockArm => ({
  ...{ id, name, statement, paper },
});

export const allArms: readonly BlockArm[] = [
  arm("pre", "Pre-LN", "a norm in front of every branch, the stream itself is never normalized"),
  arm("post", "Post-LN", "a norm behind every sum, as in the first transformer"),
  arm("mix", "Mix-LN 1/4", "Post-LN in the first quarter of the blocks, Pre-LN in the rest", "mix-ln"),
  arm("lns", "LayerNorm Scaling", "Pre-LN, the norms of block l divided by the square root of l", "curse-of-depth"),
  arm("sandwich", "Sandwich-LN", "Pre-LN with a second norm behind every branch"),
  arm("layer-scale", "LayerScale", "Pre-LN with a learned factor per feature on every branch, from 0.1 on"),
  arm("skip-init", "SkipInit", "Pre-LN with one learned factor on every branch, from 0 on"),
  arm(
    "root",
    "factor 1/sqrt n",
    "no norm in the blocks, each of n branches over the square root of n",
    "residual-depth",
  ),
  arm("inverse", "factor 1/n", "no norm in the blocks, each of n branches over n", "residual-depth"),
  arm(
    "fixup",
    "Fixup-like",
    "no norm in the blocks, the last map of a branch from 0 on, the others from smaller weights",
  ),
  arm("pre-unit", "Pre-LN, unit start", "a control: Pre-LN from weights as large as those without norms have"),
];

/** What the others are compared with. */
export const baseline = "Pre-LN" satisfies DepthArmName;

/** Whose rates no paper has tuned: the rest are those of the lab and of the paper on the curse of depth, found in the same way. */
export const ownArms: readonly DepthArmName[] = [
  "Sandwich-LN",
  "factor 1/sqrt n",
  "factor 1/n",
  "Fixup-like",
  "Pre-LN, unit start",
];
