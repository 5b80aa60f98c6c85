/** What tuning found, by arm. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;
/** At which a pilot learned fastest: every arm's while the table is empty. */
const pilotRate = 1e-2;

export const rateOf = (arm: string): number => (tuning.length === 0 ? pilotRate : tunedLearningRate(tuning, arm));

export const ratesPlan = (): ReturnType<typeof tuningOf> => ({
  ...tuningOf(tuning),
  ...(tuning.length === 0 && { tuning: `Not tuned yet: every arm at a rate of ${pilotRate}, from a pilot.` }),
});
