/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { armNames, fineTuned, type ArmName } from "./arms.ts";

export interface Settings extends PresetBase {
  readonly steps: number;
  /** Texts of a step. */
  readonly batch: number;
  readonly arms: readonly ArmName[];
  /** Pairs from which the maps of frozen vectors are made. */
  readonly fit: number;
  /** Subjects that a search asks for, and queries for each. */
  readonly asked: number;
  readonly perSubject: number;
  /** Starts of fine-tuning, its steps at which is looked, the last one its end, and its pairs a step. */
  readonly fineTuned: readonly (typeof fineTuned)[number][];
  readonly looks: readonly number[];
  readonly pairs: number;
  /** Of timing: widths of the encoder, texts a step, rounds. */
  readonly widths: readonly number[];
  readonly timedTexts: number;
  readonly rounds: number;
}

export type ChartName =
  | "Search by fine-tuning"
  | "Search without fine-tuning"
  | "Unknown fillers"
  | "Rebuilt from the vector"
  | "Own words"
  | "Share of a step"
  | "Training loss";
export type RetroLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const fullPreset: Settings = {
  seeds: 6,
  seconds: { node: 600, browser: 2_600 },
  ...{ steps: 400, batch: 32, fit: 2_000, asked: 240, perSubject: 4 },
  ...{ looks: [10, 30, 60, 120], pairs: 32, widths: [64, 128, 192], timedTexts: 32, rounds: 6 },
  arms: armNames,
  fineTuned,
};
