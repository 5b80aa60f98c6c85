/** The learning rate of every arm, from the table that tuning.ts writes. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import { armOf, type ArmName } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

export const rateOf = (name: ArmName): number => tunedLearningRate(tuning, armOf(name).rateOf ?? name);

export const tuned = tuningOf(tuning, { runs: "all six tasks with half of the updates" });
