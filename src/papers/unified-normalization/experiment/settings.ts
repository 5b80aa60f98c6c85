/** What the parts of the experiment share: settings, charts, and a lab for a part of the work. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";
import { digitTransformer } from "#lab/training/vision/index";
import type paper from "../paper.ts";

export interface VisionSettings {
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
  readonly batch: number;
  readonly steps: number;
  /** Of the 2 500 test digits. */
  readonly tested: number;
}

export interface TextSettings {
  readonly shape: Comparison["shape"];
  readonly steps: number;
  readonly validationBatches: number;
  /** Steps between two validations. */
  readonly every: number;
}

export interface Settings extends PresetBase {
  readonly vision: VisionSettings;
  readonly text: TextSettings;
  /** Rounds of timing. */
  readonly rounds: number;
}

export type ChartName = "Latency" | "Spikes" | "Batches left out" | "Text" | "Digits" | "Outliers";
export type UnifiedLab = Lab<keyof (typeof paper)["claims"], ChartName>;

const { depth, width, heads } = digitTransformer;

export const full: Settings = {
  seeds: 6,
  seconds: { node: 900, browser: 5000 },
  vision: { depth, width, heads, batch: 64, steps: 600, tested: 2500 },
  text: { shape: shapes.wide, steps: 1200, validationBatches: 16, every: 120 },
  rounds: 15,
};
