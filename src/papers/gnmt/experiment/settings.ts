/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";
import { translatorNames, type Size, type TranslatorArm } from "./arms.ts";
import type { CorpusSizes } from "./corpus.ts";

export interface Settings extends PresetBase {
  readonly corpus: CorpusSizes;
  readonly arms: readonly TranslatorArm[];
  readonly size: Size;
  readonly batch: number;
  readonly steps: number;
  /** Stacks of several depths. */
  readonly deep: { readonly size: Omit<Size, "layers">; readonly layers: readonly number[]; readonly steps: number };
  /** Of the beam, where it is not what is compared, and where it is. */
  readonly width: number;
  readonly widths: readonly number[];
  /** Rounds of timing eight bits. */
  readonly rounds: number;
}

export type ChartName =
  | "Training"
  | "Depth"
  | "Training of the deepest stacks"
  | "Length and coverage"
  | "Longer than learned"
  | "Width of the beam"
  | "Vocabularies";
export type GnmtLab = Lab<keyof (typeof paper)["claims"], ChartName>;

export const full: Settings = {
  seeds: 6,
  seconds: { node: 450, browser: 1500 },
  corpus: { learned: 8000, near: 400, far: 80, longest: 16, clauses: 2 },
  arms: translatorNames,
  size: { embedding: 48, units: 64, layers: 3 },
  ...{ batch: 32, steps: 600 },
  deep: { size: { embedding: 32, units: 48 }, layers: [2, 4, 8], steps: 300 },
  ...{ width: 8, widths: [1, 2, 4, 8, 12], rounds: 12 },
};

/** Points are drawn for the first seeds only: a page reads them all. */
export const isDrawn = (lab: GnmtLab): boolean => lab.seed <= 3;
