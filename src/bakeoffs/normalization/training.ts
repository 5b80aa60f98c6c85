/** One arm trained once: its loss, and on the first seed a look inside. */
import { initialize, type Parameters } from "#engine";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { relay, type Lab, type LabEvent } from "#lab/kit/index";
import { openDepthProfiler } from "#lab/measure/depth-profile";
import { compareNorms, languageModelLoss, modelOf } from "#lab/training/language-model/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { meanLoss } from "#lab/training/text";
import type { BakeoffArm } from "./arms.ts";
import { depthRow, finite, type DepthRow, type Scale, type TrainingRow } from "./rows.ts";
import { scales, wide } from "./settings.ts";
import { sizeOf } from "./size.ts";

/** The live chart of the trainings. */
export const trainingChart = "Validation";

export interface TrainingUnit {
  readonly arm: BakeoffArm;
  readonly scale: Scale;
  readonly learningRate: number;
  readonly steps: number;
  readonly validationBatches: number;
  /** Look inside, before, during and after training. */
  readonly profiled: boolean;
}

export async function* trainingUnit(
  lab: Lab,
  text: CharacterText,
  { arm, scale, learningRate, steps, validationBatches, profiled }: TrainingUnit,
): AsyncGenerator<LabEvent, TrainingRow, void> {
  const comparison = { text, shape: wide, embeddingStd: scales[scale], steps, validationBatches };
  const curve: [number, number | null][] = [];
  const depth: { -readonly [K in keyof TrainingRow["depth"]]: DepthRow } = {};
  const profiler = profiled ? await openDepthProfiler(lab, arm, comparison) : null;
  try {
    if (profiler) {
      depth.start = depthRow(await profiler.of(initialize(profiler.scope, lab.seed)));
    }
    const work = compareNorms(lab, [{ ...arm, learningRate }], {
      ...comparison,
      curve: { chart: trainingChart, every: Math.ceil(steps / 6) },
      // eslint-disable-next-line require-yield
      async *watch({ step, trainer }) {
        if (profiler && step === Math.ceil(steps / 4))
          depth.quarter = depthRow(await profiler.of(await trainer.snapshot()));
      },
    });
    const [ended] = yield* relay(work, (event) => {
      if (event.type === "point") curve.push([event.x, event.y]);
      return [event];
    });
    if (profiler && ended.diverged === null) depth.end = depthRow(await profiler.of(ended.weights));
    return {
      kind: "training",
      arm: arm.name,
      scale,
      seed: lab.seed,
      learningRate,
      steps,
      loss: finite(ended.validation),
      trainEvalGap: ended.diverged === null ? await trainEvalGap(lab, arm, comparison, ended.weights) : null,
      diverged: ended.diverged,
      curve,
      milliseconds: finite(ended.milliseconds),
      size: sizeOf(arm, comparison),
      depth,
    };
  } finally {
    await profiler?.release();
  }
}

/** Loss with stored statistics minus loss with the batch's own, on the same validation windows. 0 where nothing is stored. */
async function trainEvalGap(
  { device, threads }: Lab,
  arm: BakeoffArm,
  comparison: { text: CharacterText; shape: typeof wide; embeddingStd: number },
  weights: Parameters,
): Promise<number | null> {
  const { batch, context: length } = wide;
  const graph = (mode: "training" | "inference") => languageModelLoss(modelOf(arm, comparison), { batch, mode });
  if (graph("training").scope.states.length === 0) return 0;
  const losses: number[] = [];
  for (const mode of ["inference", "training"] as const) {
    const evaluator = await openEvaluator({ nats: graph(mode).loss }, { device, threads });
    losses.push(await meanLoss(evaluator, weights, comparison.text.validation, { batch, batches: 4, length }));
    await evaluator.release();
  }
  return finite(losses[0] - losses[1]);
}
