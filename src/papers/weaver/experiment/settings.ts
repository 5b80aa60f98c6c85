/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  readonly queries: number;
  /** Answers to each query. */
  readonly candidates: number;
  readonly verifiers: number;
  /** Queries of the second bench, on which a small model is trained. */
  readonly taught: number;
  /** Updates of the small model. */
  readonly steps: number;
}

export type ChartName = "Selection" | "Selection, dependent verifiers" | "Accuracies of verifiers";
export type WeaverLab = Lab<keyof (typeof paper)["claims"], ChartName>;
