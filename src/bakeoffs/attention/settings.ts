/** How much each preset does. The learning rates come from tuning.json. */
import type { PresetName } from "#lab/kit/index";
import type { Comparison } from "#lab/training/language-model/index";
import type { BakeoffPreset } from "../bakeoff.ts";

type Shape = Comparison["shape"];

/** Windows twice as long as in other comparisons: what is asked is what attention does with a text. */
export const textShape: Shape = { depth: 2, width: 64, heads: 4, context: 128, batch: 4 };

/** The task that makes sinks, as affine-scaled-attention has it, with half as many windows. */
export const backcopyShape: Shape = { depth: 3, width: 64, heads: 1, context: 64, batch: 8 };

/** On the task learned ones, by which the first token is easy to find: with rotary ones it makes no sinks. */
export const positions = { text: "rotary", backcopy: "learned" } as const;

/** Of the one layer that is timed. */
export const layerShape = { width: 64, heads: 4 } as const;

export interface Settings extends BakeoffPreset {
  readonly text: { readonly steps: number; readonly validationBatches: number };
  readonly backcopy: { readonly steps: number; readonly validationBatches: number };
  readonly retrieval: { readonly steps: number };
  readonly stepRounds: number;
  /** Tokens whose attention is timed, one layer forward. */
  readonly lengths: readonly number[];
  readonly lengthRounds: number;
}

export const settings: Readonly<Record<PresetName, Settings>> = {
  quick: {
    ...{ seeds: 1, seconds: { node: 60, browser: 170 } },
    text: { steps: 40, validationBatches: 4 },
    backcopy: { steps: 60, validationBatches: 2 },
    retrieval: { steps: 150 },
    ...{ stepRounds: 2, lengths: [64, 256, 1024], lengthRounds: 3 },
  },
  full: {
    ...{ seeds: 5, seconds: { node: 1150, browser: 5700 } },
    text: { steps: 300, validationBatches: 24 },
    backcopy: { steps: 250, validationBatches: 8 },
    retrieval: { steps: 600 },
    ...{ stepRounds: 8, lengths: [64, 128, 256, 512, 1024, 2048], lengthRounds: 10 },
  },
};
