/** Times of arms beside a baseline's, and what may be said of them: shared by all bake-offs. */
import { median } from "#lab/measure/statistics";
import { timeRatio, twinOf, type Estimate, type Timings } from "#lab/measure/timing";
import type { Keyed } from "./spread.ts";

export interface ArmTime {
  readonly milliseconds: number;
  /** As a multiple of the baseline's, in the same rounds. */
  readonly ratio: Estimate;
}

export interface Timed extends ArmTime {
  readonly units: readonly string[];
}

/** By arm, the baseline's twin left out. */
export const armTimes = (timings: Timings, baseline: string): Record<string, ArmTime> =>
  Object.fromEntries(
    Object.keys(timings)
      .filter((name) => name !== twinOf(baseline))
      .map((name) => [name, { milliseconds: median(timings[name]), ratio: timeRatio(timings, name, baseline) }]),
  );

/** Of one arm, in a unit of timing. */
export function timedOf(
  unit: Keyed<{ readonly arms: Readonly<Record<string, ArmTime>> }> | undefined,
  name: string,
): Timed | null {
  const time = unit?.row.arms[name];
  return time ? { ...time, units: [unit.key] } : null;
}

export type Side = "less" | "more" | "same";

/** Less or more time than the baseline: the interval excludes 1, by more than the same program differs from itself. */
export function sideOf({ ratio: { median, interval } }: Pick<Timed, "ratio">, noisePercent: number): Side {
  const beyondNoise = Math.abs(median - 1) * 100 > noisePercent;
  if (interval[1] < 1 && beyondNoise) return "less";
  return interval[0] > 1 && beyondNoise ? "more" : "same";
}
