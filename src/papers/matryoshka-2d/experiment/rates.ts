/** The rate of every arm, from the tuning table. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import type { ArmName } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

export const rateOf = (arm: ArmName): number => tunedLearningRate(tuning, arm);
export const tuningPlan = tuningOf(tuning, { runs: "half of the steps" });
