/** Claims and charts by name. */
import type { Lab } from "#lab/kit/index";
import type { DepthChartName } from "#lab/training/depth/index";
import type paper from "../paper.ts";

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName = DepthChartName | "Loss by share";
export type MixLab = Lab<ClaimId, ChartName>;
