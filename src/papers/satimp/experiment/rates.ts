/** What tuning found: for every arm the rate and the weight of what is to be kept, once for each of two ways to look at the same runs. */
import { medianAt, tunedLearningRate, tuningOf, tuningSeeds, type Tuned } from "#lab/training/tuning/index";
import { armNames, type ArmName } from "./arms.ts";
import { lambdas, nameOf } from "./courses.ts";
import table from "./tuning.json" with { type: "json" };

export type Look = "kept" | "end";
export const tuning: Readonly<Record<Look, readonly Tuned[]>> = table;

/** Whether the table has all of its seeds. Before that, a run takes what there is, and cannot be recorded. */
const isTuned = tuningSeeds.every((seed) => tuning.kept.some((row) => row.seed === seed));

export interface TunedCourse {
  readonly arm: ArmName;
  readonly learningRate: number;
  readonly lambda: number;
}

/** 1 minus the score, as the median over the tuning seeds at the rate that is taken. */
const missing = (look: Look, name: string): number =>
  medianAt(tuning[look], name, tunedLearningRate(tuning[look], name))!;

/** The first of some names with the least. */
const leastOf = <Name>(names: readonly Name[], of: (name: Name) => number): Name =>
  names.reduce((best, name) => (of(name) < of(best) ? name : best));

export function courseOf(arm: ArmName, look: Look = "kept"): TunedCourse {
  const lambda = leastOf(lambdas, (lambda) => missing(look, nameOf(arm, lambda)));
  return { arm, lambda, learningRate: tunedLearningRate(tuning[look], nameOf(arm, lambda)) };
}

/** Which of some arms did best on the tuning seeds: it stands for its kind, whatever the others do in a run. */
export const bestOf = (arms: readonly ArmName[]): ArmName =>
  leastOf(arms, (arm) => missing("kept", nameOf(arm, courseOf(arm).lambda)));

export const ratesPlan = () => ({
  untuned: isTuned ? undefined : true,
  tuning: `${tuningOf(tuning.kept).tuning} Each with ${lambdas.length} weights of what is to be kept, ${lambdas.join(", ")}, of which the best is taken. The loss is 1 minus what is kept once enough is gone, and how far it is from being gone where it never is; for the claim at equal steps the same runs are judged by their last look.`,
  learningRates: Object.fromEntries(
    armNames.map((arm) => {
      const { lambda, learningRate } = courseOf(arm);
      return [nameOf(arm, lambda), learningRate];
    }),
  ),
});
