/** The learning rate of every kind of net at every depth, from tuning.json by the lab's rule. */
import { tunedLearningRate } from "#lab/training/tuning/index";
import { armName, type KindName } from "./arms.ts";
import tuning from "./tuning.json";

/** On digits or on the synthetic tasks; the same for all of these. */
export const learningRateOf = (on: keyof typeof tuning, kind: KindName, depth: number): number =>
  tunedLearningRate(tuning[on], armName(kind, depth));
