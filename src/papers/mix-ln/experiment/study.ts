/** What is compared by which claim, at the rates that tuning found. */
import { bestTuned, depthTable, type DepthStudy } from "#lab/training/depth/index";
import { armNames, looked } from "./arms.ts";
import type { ClaimId } from "./names.ts";
import own from "./tuning.json" with { type: "json" };

const table = depthTable(own);
const method = "Mix-LN 1/4";

export const study: DepthStudy<ClaimId> = {
  arm: method,
  arms: armNames,
  table,
  looked,
  lookedInSmoke: { "Pre-LN": ["early", "end"], "Post-LN": ["early"], [method]: ["early", "end"] },
  losses: {
    "ppl-71m": [method, "Pre-LN", "early"],
    "beats-both": [method, bestTuned(table, ["Pre-LN", "Post-LN"])],
    "alpha-optimum": [method, bestTuned(table, ["Mix-LN 1/8", "Mix-LN 3/8", "Mix-LN 1/2"])],
    "front-matters": [method, "Mix-LN 1/4, at the end"],
    "scaled-init": ["Mix-LN 1/4, scaled init", "Pre-LN, scaled init"],
  },
  size: "no-size-change",
  continued: "sft",
};
