/** Profit and loss: what the sign in the released scorer's denominator does to charts with values below zero. */
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { scoreChart, type Mode } from "../method.ts";
import type { Chart } from "../reading/index.ts";
import type { Draw } from "#lab/datasets/draw";
import { labels } from "./corpus.ts";
import type { ArenaLab } from "./settings.ts";

const modes: Readonly<Record<Mode, string>> = { compat: "as released", fixed: "fixed" };
/** How far off every value of the prediction is, as a share of itself. */
const errors = [0, 0.05, 0.1, 0.2, 0.4, 0.8];

export async function* inflation(lab: ArenaLab, count: number, draw: Draw): AsyncGenerator<LabEvent, void, void> {
  const charts = Array.from({ length: count }, () => {
    const keys = labels(draw, draw.pick(["en", "zh"] as const), 6);
    // Four of six are losses.
    return keys.map((key, at) => [key, (at < 4 ? -1 : 1) * draw.between(20, 900)] as const);
  });
  const tableOf = (rows: readonly (readonly [string, number])[]): Chart => ({
    kind: "table",
    grid: [["", "Profit"], ...rows.map(([key, value]) => [key, value.toFixed(2)])],
  });
  const means: Record<Mode, number[]> = { compat: [], fixed: [] };
  for (const error of errors)
    for (const mode of ["compat", "fixed"] as const) {
      const scores = charts.map(
        (rows) =>
          scoreChart(tableOf(rows.map(([key, value]) => [key, value * (1 + error)])), tableOf(rows), mode).map.high,
      );
      means[mode].push(100 * mean(scores));
      yield lab.point("Negative values", { series: modes[mode], x: 100 * error, y: 100 * mean(scores) });
    }
  yield lab.note(
    `charts of which four values in six are negative, every value off by ${100 * errors.at(-1)!} %: ${means.compat.at(-1)!.toFixed(1)} points as released, ${means.fixed.at(-1)!.toFixed(1)} with the sign mended`,
  );
}
