/** The rate of every arm, and how strongly logits are pulled, from the tuning table. */
import { bestTuned, tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import {
  aliasArm,
  fewLike,
  isTuned,
  pulled,
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
const untuned = { untunedRate: 2e-3, runs: "runs half as long as those of the comparison" };

const rateOf = (arm: TunedArm | typeof aliasArm | typeof readerArm): number => tunedLearningRate(tuning, arm, untuned);
export const aliasRate = rateOf(aliasArm);
export const readerRate = rateOf(readerArm);

/** The pulled arm that did best in tuning, and the same with few mentions. */
export const chosen = bestTuned(tuning, pulled);
export const chosenFew = fewLike[chosen];

/** What an arm learns from, and how. */
export function settledArm(name: ArmName): Arm & { readonly learningRate: number } {
  if (isTuned(name)) return { ...tunedArms[name], learningRate: rateOf(name) };
  const { like = chosen, ...own }: Partial<Arm> & { readonly like?: TunedArm } = variants[name];
  return { ...tunedArms[like], ...own, learningRate: rateOf(like) };
}

export const tuningPlan = tuningOf(tuning, untuned);
