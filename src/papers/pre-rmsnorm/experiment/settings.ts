/** What the two parts of the experiment share: their settings, their lab, and the models they look at. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type { LanguageModel } from "#lab/training/language-model/index";
import type paper from "../paper.ts";

export interface EquivalenceSettings {
  /** Of the pre-LN model and its recentred form. */
  readonly steps: number;
  /** Of the two controls that run beside them. */
  readonly controlSteps: number;
  /** Batches of fixed validation windows. */
  readonly validationBatches: number;
  /** Characters that the three forms continue a text by. */
  readonly continuation: number;
}

export interface SpeedSettings {
  readonly depth: number;
  /** Rounds for each shape of inference, and for training steps. */
  readonly rounds: number;
  readonly trainingRounds: number;
}

export interface Settings extends PresetBase {
  readonly model: Pick<LanguageModel, "depth" | "width" | "heads" | "context"> & { readonly batch: number };
  readonly equivalence: EquivalenceSettings;
  readonly speed: SpeedSettings;
}

export type ChartName =
  | "Training side by side"
  | "Difference in training"
  | "Same logits"
  | "Mean of the stream"
  | "Time saved in inference"
  | "Time saved in training";
export type PreRmsLab = Lab<keyof (typeof paper)["claims"], ChartName>;
