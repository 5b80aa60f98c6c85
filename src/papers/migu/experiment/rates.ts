/** The learning rate of every arm, from the table that tuning.ts writes. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import { armOf, type ArmName } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

export function rateOf(name: ArmName): number {
  const { rateOf: other } = armOf(name);
  return other ? other.share * tunedLearningRate(tuning, other.arm) : tunedLearningRate(tuning, name);
}

export const tuned = tuningOf(tuning);
