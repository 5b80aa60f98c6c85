/** The toy: how large the outlier becomes with and without another way to a gain, and what it costs to cut it. */
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { mean, median } from "#lab/measure/statistics";
import type { ToyArmName } from "./arms.ts";
import { commonRates, isDrawn, type OutlierLab, type Settings } from "./settings.ts";
import { control, openToy, type ToyArm, type ToyEnd } from "./toy.ts";

export async function* outliersPart(
  lab: OutlierLab,
  { toy: { arms, steps } }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const ends = new Map<string, ToyEnd>();
  for (const [index, arm] of arms.entries()) {
    const end = yield* trainToy(withProgressRange(lab, index / arms.length, (index + 1) / arms.length), arm, {
      steps,
      learningRate: commonRates.toy,
      drawn: isDrawn(lab) && drawn.has(arm.name),
    });
    if (end) ends.set(arm.name, end);
  }
  const of = (name: ToyArmName, what: "error" | "peak"): number => ends.get(name)?.[what] ?? NaN;
  const ratio = (what: "error" | "peak", ours: ToyArmName, theirs: ToyArmName = "RMSNorm") =>
    of(ours, what) / of(theirs, what);
  yield lab.measure("preaffine", ratio("peak", "PreAffine"));
  yield lab.measure("gatednorm", ratio("peak", "GatedNorm"));
  yield lab.measure("gatednorm-not-size", ratio("peak", "GatedNorm", "RMSNorm, wider"));
  yield lab.measure("dyt-kills-outliers", ratio("peak", "DyT"));
  yield lab.measure("outlier-for-gain", ratio("peak", "RMSNorm, no gain needed"));
  yield lab.measure("clip-diverges", ratio("error", "RMSNorm, tight clip"));
  const weights = ends.get("RMSNorm")?.weight;
  yield lab.measure("sinks-contribute-little", weights ? weights[control] / median(weights) : NaN);
  for (const [name, end] of ends) {
    const sizeWhere = (counts: (value: number) => boolean) =>
      mean(end.outlier.filter((_, row) => counts(end.control[row]))).toFixed(1);
    const ordinary = median(end.size).toFixed(2);
    yield lab.note(
      `toy, ${name}: error ${end.error.toFixed(5)}, largest activation ${end.peak.toFixed(1)}; the control entry is ${sizeWhere((value) => value < -1)} where a small gain is needed, ${sizeWhere((value) => value > 1)} where a large one is, the one in the middle of all ${ordinary}`,
    );
  }
  if (isDrawn(lab)) yield* byControl(lab, ends);
}

const drawn: ReadonlySet<string> = new Set<ToyArmName>(["RMSNorm", "PreAffine", "GatedNorm"]);

/** Trains an arm and looks at it; null where it diverged, which is noted. */
export async function* trainToy(
  lab: OutlierLab,
  arm: ToyArm,
  { steps, learningRate, drawn = false }: { steps: number; learningRate: number; drawn?: boolean },
): AsyncGenerator<LabEvent, ToyEnd | null, void> {
  yield lab.progress(0, `toy, ${arm.name}`);
  const run = await openToy(lab, arm, { steps, learningRate });
  try {
    for await (const { step, diverged } of run.train()) {
      if (diverged !== null) {
        yield lab.note(`toy, ${arm.name} diverged: ${diverged}`);
        return null;
      }
      if (step % 100 === 0) yield lab.progress(step / steps, `toy, ${arm.name}: step ${step} of ${steps}`);
      if (!drawn || step % Math.ceil(steps / 12) !== 0) continue;
      const { peak, weight } = await run.look();
      yield lab.point("Largest activation of the toy", { series: arm.name, x: step, y: peak });
      const passed = weight[control] / median(weight);
      yield lab.point("What the outlier passes on", { series: arm.name, x: step, y: passed });
    }
    return await run.look();
  } finally {
    await run.release();
  }
}

/** Mean size of the control entry by what it was before the block: an outlier where it asks for a small gain. */
function* byControl(lab: OutlierLab, ends: ReadonlyMap<string, ToyEnd>): Generator<LabEvent> {
  for (const [series, { outlier, control: controls }] of ends) {
    if (!drawn.has(series) && series !== "RMSNorm, no gain needed") continue;
    for (let at = -2; at <= 2; at += 0.5) {
      const near = outlier.filter((_, row) => Math.abs(controls[row] - at) < 0.25);
      if (near.length > 0) yield lab.point("Outlier and control", { series, x: at, y: mean(near) });
    }
  }
}
