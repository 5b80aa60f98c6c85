/** How much each preset does. Frozen before any two arms were compared; the learning rates come from tuning.json. */
import type { PresetName } from "#lab/kit/index";
import { shapes } from "#lab/training/language-model/index";
import { core } from "./arms.ts";
import type { Scale } from "./rows.ts";

export interface Settings {
  readonly seeds: number;
  readonly seconds: { readonly node: number; readonly browser: number };
  /** Names of the arms that take part; null: all. */
  readonly arms: readonly string[] | null;
  readonly wide: { readonly steps: number; readonly validationBatches: number };
  /** The stream that starts large, seed 1 only; 0 steps: left out. */
  readonly large: { readonly steps: number };
  /** The deep model, at rates that go too far on purpose; 0 steps: left out. */
  readonly deep: { readonly steps: number; readonly learningRates: readonly number[] };
  readonly stepRounds: number;
  readonly forwardPass: {
    readonly rounds: number;
    readonly sizes: readonly (readonly [batch: number, length: number])[];
    /** Null: all that take part. */
    readonly arms: readonly string[] | null;
  };
}

/** Standard deviation of token and position embeddings, which sets the first size of the stream. */
export const scales: Readonly<Record<Scale, number>> = { small: 0.02, large: 0.5 };

export const wide = shapes.wide;
export const deep = shapes.deep;

/** Rate at which the deep model is looked into. */
export const profiledRate = 3e-3;

export const settings: Readonly<Record<PresetName, Settings>> = {
  quick: {
    seeds: 1,
    seconds: { node: 60, browser: 170 },
    arms: core,
    wide: { steps: 60, validationBatches: 4 },
    large: { steps: 0 },
    deep: { steps: 0, learningRates: [] },
    stepRounds: 5,
    forwardPass: { rounds: 8, sizes: [[1, 64]], arms: ["none", "LN", "RMS", "UN"] },
  },
  full: {
    seeds: 5,
    seconds: { node: 1_500, browser: 6_000 },
    arms: null,
    wide: { steps: 300, validationBatches: 16 },
    large: { steps: 200 },
    deep: { steps: 40, learningRates: [3e-3, 1e-2, 3e-2] },
    stepRounds: 12,
    forwardPass: {
      rounds: 20,
      sizes: [
        [1, 1],
        [1, 64],
        [16, 64],
      ],
      arms: null,
    },
  },
};
