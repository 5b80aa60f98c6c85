/** Losses as points: means over stretches of steps, so that a curve has forty points at most. */
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import type { ChartName, GnmtLab } from "./settings.ts";

export function* drawLosses(
  lab: GnmtLab,
  chart: ChartName,
  series: string,
  losses: readonly number[],
): Generator<LabEvent, void, void> {
  const stretch = Math.ceil(losses.length / 40);
  for (let start = 0; start < losses.length; start += stretch) {
    const some = losses.slice(start, start + stretch);
    yield lab.point(chart, { series, x: start + some.length, y: mean(some) });
  }
}
