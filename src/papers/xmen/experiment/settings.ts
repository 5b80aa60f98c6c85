/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { armNames, type ArmName } from "./arms.ts";

export interface Settings extends PresetBase {
  /** Of the concepts, one in so many takes part. */
  readonly every: number;
  /** Updates of the alias encoder, and pairs of names of each. */
  readonly aliasSteps: number;
  readonly pairs: number;
  /** Names without a sentence that all cross-encoders have read before, and updates of that. */
  readonly alone: number;
  readonly reading: number;
  /** Updates of a cross-encoder, mentions of each, and candidates of a mention, NIL included. */
  readonly steps: number;
  readonly mentions: number;
  readonly candidates: number;
  /** Annotated mentions. */
  readonly few: number;
  readonly many: number;
  /** Mentions in sentences, of validation and asked for. */
  readonly validation: number;
  readonly asked: number;
  /** Names of a language that are asked for, at most. */
  readonly names: number;
  /** Meanings of nouns, and how many nouns of one word and of several are asked for. */
  readonly synsets: number;
  readonly nouns: number;
  readonly arms: readonly ArmName[];
}

export type ChartName =
  | "Names in Latin letters"
  | "Names in other scripts"
  | "Generators"
  | "Pull to the first ranking"
  | "What is learned from"
  | "Words of a mention"
  | "Training loss";
export type ClaimId = keyof (typeof paper)["claims"];
export type XmenLab = Lab<ClaimId, ChartName>;

export const fullPreset: Settings = {
  seeds: 6,
  seconds: { node: 900, browser: 5_000 },
  every: 1,
  ...{ aliasSteps: 240, pairs: 128, alone: 800, reading: 400, steps: 160, mentions: 2, candidates: 16 },
  ...{ few: 50, many: 300, validation: 60, asked: 400, names: 250, synsets: 3_000, nouns: 300 },
  arms: armNames,
};
