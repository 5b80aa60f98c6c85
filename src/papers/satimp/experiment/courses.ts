/** An arm with a weight of what is to be kept: both are part of a course, and each is tuned. */
import type { ArmName } from "./arms.ts";

/** Tried with every arm, and further ones where an arm is best at an end: what pushes lightly wants little to hold against it. */
export const lambdas = [0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;

const between = ", keep ";

/** What a course is called in the tuning table. */
export const nameOf = (arm: ArmName, lambda: number): string => `${arm}${between}${lambda}`;

/** And back. */
export function courseNamed(name: string): { readonly arm: ArmName; readonly lambda: number } {
  const at = name.lastIndexOf(between);
  return { arm: name.slice(0, at) as ArmName, lambda: Number(name.slice(at + between.length)) };
}
