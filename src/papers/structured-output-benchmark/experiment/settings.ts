/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Records of a seed, each written in all three ways. */
  readonly records: number;
  /** Sentences about others in a text: 0 .. this, a number of its own for each record. */
  readonly distractors: number;
}

export type ChartName = "Form and content" | "Longer texts" | "Seven scores";
export type SobLab = Lab<keyof (typeof paper)["claims"], ChartName>;
