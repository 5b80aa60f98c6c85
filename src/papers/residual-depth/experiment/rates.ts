/** The learning rate of every arm, from tuning.json by the lab's rule. */
import { tunedLearningRate } from "#lab/training/tuning/index";
import { multipleName } from "./arms.ts";
import tuning from "./tuning.json";

/** Of an arm, or of a multiple of 1/sqrt(n); the multiple 1 is the arm of that factor. */
export const learningRateOf = (arm: string): number =>
  tunedLearningRate(tuning, arm === multipleName(1) ? "factor 1/sqrt n" : arm);
