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
  /** Mentions in sentences of validation: by some the best weights of an arm are kept, by others rates, pulls and rivals are chosen. */
  readonly validation: number;
  readonly judged: number;
  /** Mentions in sentences that are asked for. */
  readonly asked: number;
  /** Names of a language that are asked for, at most. */
  readonly names: number;
  /** Those that no claim needs are left out of seeds that are not drawn. */
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

/** Seeds that are drawn: a page reads all points. */
export const drawn = 2;

export const fullPreset: Settings = {
  seeds: 8,
  seconds: { node: 2_000, browser: 10_000 },
  every: 1,
  ...{ aliasSteps: 240, pairs: 128, alone: 800, reading: 400, steps: 600, mentions: 2, candidates: 16 },
  ...{ few: 50, many: 300, validation: 60, judged: 300, asked: 1_200, names: 250 },
  arms: armNames,
};
