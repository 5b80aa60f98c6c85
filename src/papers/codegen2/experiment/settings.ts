/** What the parts of the experiment share: settings and charts. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { parts, type ArmName, type Part } from "./objectives.ts";

export interface Shape {
  readonly context: number;
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
  readonly batch: number;
}

export interface Settings extends PresetBase {
  readonly shape: Shape;
  readonly parts: Readonly<Record<Part, { readonly arms: readonly ArmName[]; readonly steps: number }>>;
  /** Batches of unseen text of each domain, and batches of unseen documents with a gap. */
  readonly batches: number;
  /** Each so many-th file of code is learned from. */
  readonly every: number;
}

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName = "Left to right and infill" | "Code and prose" | "Tokens with loss" | "Which middle" | "Stops";
export type CodeGenLab = Lab<ClaimId, ChartName>;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 900, browser: 3600 },
  shape: { context: 64, depth: 2, width: 64, heads: 2, batch: 16 },
  parts: { gaps: { arms: parts.gaps, steps: 1000 }, text: { arms: parts.text, steps: 240 } },
  batches: 16,
  every: 1,
};
