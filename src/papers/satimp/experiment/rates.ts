/** What tuning found: for every arm the rate and the weight of what is to be kept, once for each of two ways to look at the same runs. */
import { medianAt, tunedLearningRate, tuningOf, tuningSeeds, type Tuned } from "#lab/training/tuning/index";
import { armNames, type ArmName } from "./arms.ts";
import { courseNamed, lambdas, nameOf } from "./courses.ts";
import table from "./tuning.json" with { type: "json" };

export type Look = "kept" | "end";

/** The rate at which weights of what is to be kept are compared. */
export const middleRate = 6e-4;
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
  medianAt(tuning[look], name, tunedLearningRate(tuning[look], name)) ?? Infinity;

/** The first of some names with the least. */
const leastOf = <Name>(names: readonly Name[], of: (name: Name) => number): Name =>
  names.reduce((best, name) => (of(name) < of(best) ? name : best));

/** What an arm takes; while the table is empty, the same for all. */
export function courseOf(arm: ArmName, look: Look = "kept"): TunedCourse {
  const tried = new Set(
    tuning[look].map((row) => courseNamed(row.arm)).flatMap((one) => (one.arm === arm ? one.lambda : [])),
  );
  const lambda = leastOf(tried.size > 0 ? [...tried] : [1], (lambda) => missing(look, nameOf(arm, lambda)));
  return { arm, lambda, learningRate: tunedLearningRate(tuning[look], nameOf(arm, lambda)) };
}

/** Which of some arms did best on the tuning seeds: it stands for its kind, whatever the others do in a run. */
export const bestOf = (arms: readonly ArmName[]): ArmName =>
  leastOf(arms, (arm) => missing("kept", nameOf(arm, courseOf(arm).lambda)));

export const ratesPlan = () => ({
  untuned: isTuned ? undefined : true,
  tuning: `${tuningOf(tuning.kept).tuning} The weight of what is to be kept first: ${lambdas.join(", ")}, and beyond where an arm is best at an end, all at a rate of ${middleRate}; then the rates, for the best weight and its two neighbours. The loss is 1 minus the score; for the claim at equal steps runs are judged by their last look.`,
  learningRates: Object.fromEntries(
    armNames.map((arm) => {
      const { lambda, learningRate } = courseOf(arm);
      return [nameOf(arm, lambda), learningRate];
    }),
  ),
});
