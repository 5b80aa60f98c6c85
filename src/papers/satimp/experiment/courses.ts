/** An arm with a weight of what is to be kept: both are part of a course, and each is tuned. */
import { armNames, type ArmName } from "./arms.ts";

/** The released settings have both for one method or another. */
export const lambdas = [0.1, 1, 10] as const;

export const nameOf = (arm: ArmName, lambda: number): string => `${arm}, keep ${lambda}`;

/** What each name in the tuning table stands for. */
export const courseNames: ReadonlyMap<string, readonly [ArmName, number]> = new Map(
  armNames.flatMap((arm) => lambdas.map((lambda) => [nameOf(arm, lambda), [arm, lambda]] as const)),
);
