/** Every arm's learning rate, fixed before any two arms were compared: of the lab, of the paper on the curse of depth, and of here. */
import { study } from "#papers/curse-of-depth/experiment/study";
import { tunedLearningRate, type Tuned } from "#lab/training/tuning/index";
import own from "./tuning.json" with { type: "json" };

const theirs = study.table;

/** Empty while any part of it is missing: every arm has the same rate then, which is no comparison. */
export const table: readonly Tuned[] = own.length === 0 || theirs.length === 0 ? [] : [...theirs, ...own];

export const untuned = table.length === 0;

export const rateOf = (arm: string): number => tunedLearningRate(table, arm);
