/** The rate of every arm, from the tuning table. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import { tunedAs, type ArmName } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;
/** What a pilot had. */
const untuned = { untunedRate: 4e-3, runs: "runs as long as those of the comparisons" };

export const rateOf = (arm: ArmName): number => tunedLearningRate(tuning, tunedAs(arm), untuned);
export const tuningPlan = tuningOf(tuning, untuned);
