/** The learning rate of every arm, from tuning.json by the lab's rule. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import type { ArmName } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

/** Of an arm; the paper's while there is no table. */
export const learningRateOf = (arm: ArmName): number => (tuning.length === 0 ? 0.1 : tunedLearningRate(tuning, arm));

export const tunings = tuningOf(tuning);
