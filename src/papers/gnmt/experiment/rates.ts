/** What tuning found, by arm. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import { comparedNames, deepName, type deepNames, type TranslatorArm } from "./arms.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

/** Without a table every arm takes the rate at which a pilot learned fastest. */
const facts = { untunedRate: 1e-2, runs: "runs as long as those of the comparisons" };

const rateOf = (arm: string): number => tunedLearningRate(tuning, arm, facts);

/** What no claim compares takes the rate of what is most like it. */
export const rateOfTranslator = (name: TranslatorArm): number => rateOf(comparedNames.includes(name) ? name : "GNMT");

/** Stacks of eight have rates of their own; those of two and four are near the translator of words, and take its rate. */
export const rateOfStack = (kind: (typeof deepNames)[number], layers: number): number =>
  rateOf(layers > 4 ? deepName(kind, layers) : ("GNMT, words" satisfies TranslatorArm));

export const ratesPlan = () => tuningOf(tuning, facts);
