/** What is compared by which claim, at the rates that tuning found. */
import { bestTuned, depthTable, type DepthStudy } from "#lab/training/depth/index";
import { armNames, looked, scalings } from "./arms.ts";
import type { ClaimId } from "./names.ts";
import own from "./tuning.json" with { type: "json" };

const table = depthTable(own);
const method = "LayerNorm Scaling";

export const study: DepthStudy<ClaimId> = {
  arm: method,
  arms: armNames,
  table,
  looked,
  lookedInSmoke: { "Pre-LN": ["end"], [method]: ["end"] },
  losses: {
    "ppl-130m": [method, "Pre-LN"],
    "ppl-250m": [method, "Post-LN"],
    "ppl-350m": [method, "Mix-LN 1/4"],
    "beats-scalings": [method, bestTuned(table, scalings)],
    "no-combine": ["LayerNorm Scaling, scaled init", method],
    "not-only-smaller": [method, "one factor"],
  },
  size: "free",
  continued: "sft-carry",
};
