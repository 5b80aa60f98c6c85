/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { armNames, type ArmName } from "./arms.ts";

export interface Settings extends PresetBase {
  readonly steps: number;
  /** Ads, or pairs, of a step. */
  readonly batch: number;
  /** Kinds of persons. */
  readonly occupations: number;
  /** Pairs of definitions that are at hand for what learns from them. */
  readonly definitions: number;
  /** Of words, to read texts by. */
  readonly pieces: number;
  readonly arms: readonly ArmName[];
}

export type ChartName =
  "Titles alone" | "As written, with skills" | "Titles nobody has seen" | "Noise among skills" | "Training loss";
export type VacancyLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const fullPreset: Settings = {
  seeds: 5,
  seconds: { node: 600, browser: 3_000 },
  ...{ steps: 300, batch: 64, occupations: 400, definitions: 20_000, pieces: 2_048 },
  arms: armNames,
};
