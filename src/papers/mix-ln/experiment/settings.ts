/** What the parts of the experiment share: settings and charts. */
import type { Lab } from "#lab/kit/index";
import { depthPresets, type DepthSettings } from "#lab/training/depth/index";
import type paper from "../paper.ts";
import { looked, type ArmName } from "./arms.ts";

export interface Settings extends DepthSettings {
  readonly looked: Pick<DepthSettings["looked"], ArmName>;
}

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName =
  "Gradient norm by block" | "Loss by share" | "Cost of removal" | "Angle by block" | "Validation" | "Loss at the end";
export type MixLab = Lab<ClaimId, ChartName>;

export const full: Settings = { ...depthPresets.full, looked };
export const quick: Settings = { ...depthPresets.quick, looked };
export const smoke: Settings = {
  ...depthPresets.smoke,
  looked: { "Pre-LN": ["early", "end"], "Post-LN": ["early"], "Mix-LN 1/4": ["early", "end"] },
};
