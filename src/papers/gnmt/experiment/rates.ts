/** What tuning found, by arm. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

/** Without a table every arm takes the rate at which a pilot learned fastest. */
const facts = { untunedRate: 1e-2, runs: "half of the steps (stacks of four and eight layers: all of them)" };

export const rateOf = (arm: string): number => tunedLearningRate(tuning, arm, facts);

export const ratesPlan = () => tuningOf(tuning, facts);
