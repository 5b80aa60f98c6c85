/** The rate of every arm, and how strongly logits are pulled, from the tuning table. */
import { bestTuned, tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import {
  aliasArm,
  armNames,
  isTuned,
  pulls,
  readerArm,
  tunedArms,
  variants,
  type Arm,
  type ArmName,
  type TunedArm,
} from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;
/** What a pilot had. */
const untuned = { untunedRate: 2e-3, runs: "runs as long as those of the comparison" };

const rateOf = (arm: TunedArm | typeof aliasArm | typeof readerArm): number => tunedLearningRate(tuning, arm, untuned);
export const aliasRate = rateOf(aliasArm);
export const readerRate = rateOf(readerArm);

/** The pull that did best in tuning: of many mentions, of few, and of few where it is to one number. */
export const chosen: TunedArm = bestTuned(tuning, pulls.many);
export const chosenFew: TunedArm = bestTuned(tuning, pulls.few);
export const chosenFlat: TunedArm = bestTuned(tuning, pulls.flat);

const needed: readonly ArmName[] = [chosen, chosenFew, "few, not pulled", chosenFlat, "translated", "English alone"];
/** Those that the claims are measured with; the others are drawn. */
export const neededArms = armNames.filter((name) => needed.includes(name));

/** What an arm learns from, and how. */
export function settledArm(name: ArmName): Arm & { readonly learningRate: number } {
  if (isTuned(name)) return { ...tunedArms[name], learningRate: rateOf(name) };
  return { ...tunedArms[chosen], ...variants[name], learningRate: rateOf(chosen) };
}

export const tuningPlan = tuningOf(tuning, untuned);
