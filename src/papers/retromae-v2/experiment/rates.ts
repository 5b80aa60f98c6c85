/** The rates of pre-training and of fine-tuning, from the tuning table. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import { armOf, tuningNameOf, type ArmName, type fineTuned } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

export const rateOf = (arm: ArmName): number => tunedLearningRate(tuning, armOf(arm).tunedAs ?? arm);
export const fineTuningRateOf = (start: (typeof fineTuned)[number]): number =>
  tunedLearningRate(tuning, tuningNameOf(start));
export const tuningPlan = tuningOf(tuning);
