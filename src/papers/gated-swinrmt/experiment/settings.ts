/** What the parts of the experiment share: settings, charts, and the two regimes. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

/** The same images as a grid of many windows, or as a grid no larger than one. */
export type Regime = "many windows" | "one window";
export const regimes: readonly Regime[] = ["many windows", "one window"];

/** Tokens along a side of a window. */
export const windowSide = 4;

export interface Settings extends PresetBase {
  readonly steps: Readonly<Record<Regime, number>>;
  /** Pixels along a side of a token. */
  readonly patch: Readonly<Record<Regime, number>>;
  readonly width: number;
  /** Blocks; with two or more, windows are shifted in every other one. */
  readonly depth: number;
  /** Test digits that are classified, a multiple of 250 or fewer than that. */
  readonly tested: number;
  /** Test digits on which attention is looked at. */
  readonly lookedAt: number;
}

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName =
  "Gain over RMT" | "Reach of attention" | "Weight on dark tokens" | "Gate" | "Loss with many windows" | "Accuracy";
export type SwinLab = Lab<ClaimId, ChartName>;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 750, browser: 3200 },
  steps: { "many windows": 500, "one window": 500 },
  patch: { "many windows": 2, "one window": 6 },
  width: 32,
  depth: 2,
  tested: 2500,
  lookedAt: 20,
};

/** Points are drawn for the first seeds only: a page reads them all. */
export const isDrawn = (lab: SwinLab): boolean => lab.seed <= 2;
