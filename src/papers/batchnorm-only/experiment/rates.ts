/** The learning rate of every arm, from tuning.json by the lab's rule. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import type { ArmName } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

/** Without a table every arm takes the paper's rate. */
const facts = { untunedRate: 0.1 };

export const learningRateOf = (arm: ArmName): number => tunedLearningRate(tuning, arm, facts);

export const tunings = tuningOf(tuning, facts);
