/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { armNames, type ArmName } from "./arms.ts";

/** Updates by stage. */
export interface Stages {
  /** Of the causal language model that all but the plain encoders begin from. */
  readonly language: number;
  /** Of the first stage, on weak pairs. */
  readonly weak: number;
  /** Of the second stage, on labelled pairs, and of every other arm of that length. */
  readonly tuned: number;
}

export interface Settings extends PresetBase, Stages {
  /** Layers of every encoder. */
  readonly depth: number;
  /** Pairs of a step. */
  readonly batch: number;
  /** Labelled pairs, before those that mining finds inconsistent are left out. */
  readonly labelled: number;
  /** Ranks that negatives are mined from. */
  readonly ranks: readonly [from: number, to: number];
  readonly arms: readonly ArmName[];
  /** Of the tests: as many more are there to fit the classifier. */
  readonly queries: number;
  readonly candidates: number;
  /** Graded pairs for similarity. */
  readonly graded: number;
}

export type ChartName =
  | "Six families"
  | "What each part brings"
  | "Negatives over training"
  | "Stages"
  | "Masks and pooling"
  | "Score by size"
  | "Training loss";
export type KalmLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const fullPreset: Settings = {
  seeds: 6,
  seconds: { node: 620, browser: 2_900 },
  ...{ depth: 2, language: 100, weak: 150, tuned: 170, batch: 64, labelled: 19_200, ranks: [50, 100] },
  ...{ queries: 2_500, candidates: 4_000, graded: 2_500 },
  arms: armNames,
};
