/** The learning rate of every arm, that of its kind, from tuning.json by the lab's rule. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import { kindOf, type ArmName } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

/** What an arm takes while there is no table. */
const papersRate = 0.1;

export const learningRateOf = (arm: ArmName): number =>
  tuning.length === 0 ? papersRate : tunedLearningRate(tuning, kindOf(arm));

export const tunings = {
  ...tuningOf(tuning),
  ...(tuning.length === 0 && { tuning: `Not tuned yet: every arm at the paper's rate of ${papersRate}.` }),
};
