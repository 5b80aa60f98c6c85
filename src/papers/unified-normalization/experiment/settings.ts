/** What the parts of the experiment share: settings, charts, and a lab for a part of the work. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type { Comparison } from "#lab/training/language-model/index";
import type paper from "../paper.ts";

export interface VisionSettings {
  readonly depth: number;
  readonly width: number;
  readonly heads: number;
  readonly batch: number;
  readonly steps: number;
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
