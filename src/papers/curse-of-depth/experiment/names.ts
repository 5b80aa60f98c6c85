/** Claims and charts by name. */
import type { Lab } from "#lab/kit/index";
import type { DepthChartName } from "#lab/training/depth/index";
import type paper from "../paper.ts";

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName = DepthChartName | "Variance by block" | "Distance from the identity";
export type CurseLab = Lab<ClaimId, ChartName>;
