/** The rates that tuning found. */
import { tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import type { Arm } from "./arms.ts";
import { tuningName, type NetName } from "./digits.ts";
import table from "./tuning.json" with { type: "json" };

const tuning: readonly Tuned[] = table;

export const tuned = tuningOf(tuning);

export const rateOf = (net: NetName | "language", arm: Arm): number => tunedLearningRate(tuning, tuningName(net, arm));
