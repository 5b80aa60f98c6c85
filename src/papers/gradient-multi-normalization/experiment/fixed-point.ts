/** How near alternating rows and columns come to their fixed point on real gradients. */
import { gradient, stack, where, fill, type Parameters, type Tensor } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import type { LabEvent } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { median } from "#lab/measure/statistics";
import { languageModelLoss, modelOf, textFeeds, type Comparison } from "#lab/training/language-model/index";
import { roleOf, tunedArmOf } from "#lab/training/optimizers/index";
import { columns, rows, sinkhorn } from "../method.ts";
import { contestants } from "./arms.ts";
import type { ChartName, MultiNormLab } from "./settings.ts";
import { tuning } from "./rates.ts";

/** The claim is about five. */
const claimed = 5;
const followed = 10;

/** max over rows and columns of |root mean square - 1|; a line of zeros, which has no unit size, is left out. x: [m, n] -> []. */
export function residual(x: Tensor): Tensor {
  const over = (axis: number) => {
    const rms = x.square().mean(axis).sqrt();
    const distance = rms.sub(1).abs();
    return where(rms.equal(0), fill(0, distance.shape), distance).max();
  };
  return over(0).maximum(over(1));
}

export async function* fixedPointPart(
  lab: MultiNormLab,
  comparison: Comparison<ChartName>,
  moments: Readonly<Record<string, Parameters>>,
): AsyncGenerator<LabEvent, void, void> {
  const { text, shape, steps } = comparison;
  const { batch, context: length } = shape;
  yield lab.progress(0, "fixed point");
  const model = modelOf(tunedArmOf(tuning, contestants.sinkgd), comparison);
  const { scope, loss } = languageModelLoss(model, { batch, length, mode: "training" });
  const hidden = scope.parameters.filter((spec) => roleOf(spec) === "hidden");
  const gradients = gradient(
    loss,
    hidden.map(({ tensor }) => tensor),
  ).map((tensor) => tensor.transpose());
  const residuals = gradients.map((tensor) => {
    const after: Tensor[] = [];
    for (let round = 1, x = tensor; round <= followed; round++) {
      x = columns(rows(x));
      after.push(residual(x));
    }
    return stack(after);
  });
  const shown = gradients[hidden.findIndex(({ name }) => name.includes("gate"))];
  const sizes = (x: Tensor, axis: number) => x.square().mean(axis).sqrt();
  const evaluator = await openEvaluator(
    {
      residuals: stack(residuals),
      rowsBefore: sizes(shown, 1),
      columnsBefore: sizes(shown, 0),
      rowsAfter: sizes(sinkhorn(shown), 1),
      columnsAfter: sizes(sinkhorn(shown), 0),
    },
    { device: lab.device, threads: lab.threads, name: "fixed point" },
  );
  try {
    const feeds = textFeeds(randomWindows(text.train, lab.seed, 10 * steps, { batch, length }));
    let worst = 0;
    for (const [when, weights] of Object.entries(moments)) {
      const { residuals, ...seen } = await evaluator.run(weights, feeds);
      const of = (layer: number, round: number) => Number(residuals.data[layer * followed + round - 1]);
      const layers = (round: number) => hidden.map((_, layer) => of(layer, round));
      worst = Math.max(worst, ...layers(claimed));
      for (let round = 1; round <= followed; round++) {
        const at = layers(round);
        yield lab.point("Distance from the fixed point", {
          series: `${when}, worst layer`,
          x: round,
          y: Math.max(...at),
        });
        yield lab.point("Distance from the fixed point", { series: `${when}, median layer`, x: round, y: median(at) });
      }
      const missed = layers(claimed).filter((value) => value >= 1e-3).length;
      yield lab.note(
        `${when}: of ${hidden.length} layers ${missed} are a thousandth or more from the fixed point after ${claimed} rounds; the worst is ` +
          `${hidden[layers(claimed).indexOf(Math.max(...layers(claimed)))].name}`,
      );
      if (when !== "end") continue;
      for (const [series, values] of Object.entries({
        "rows before": seen.rowsBefore,
        "columns before": seen.columnsBefore,
        "rows after five rounds": seen.rowsAfter,
        "columns after five rounds": seen.columnsAfter,
      })) {
        const sorted = Array.from(values.data, Number).sort((a, b) => a - b);
        const unit = series.endsWith("before") ? median(sorted) : 1;
        for (let at = 0; at <= 16; at++)
          yield lab.point("Rows and columns", {
            series,
            x: (100 * at) / 16,
            y: sorted[Math.round(((sorted.length - 1) * at) / 16)] / unit,
          });
      }
    }
    yield lab.measure("fixed-point", worst);
  } finally {
    await evaluator.release();
  }
}
