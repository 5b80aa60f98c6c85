/** The task whose head has nothing to do most of the time: what a gate on the head's output makes of sink and stream, and what a clip costs. */
import type { BackcopyText } from "#lab/datasets/bigram-backcopy";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { compareNorms } from "#lab/training/language-model/index";
import { validationFeeds } from "#lab/training/text";
import { taskArm, type TaskArmName } from "./arms.ts";
import { openResidualViewer, type Residual } from "./residual.ts";
import { commonRates, isDrawn, type OutlierLab, type Settings } from "./settings.ts";

interface End extends Residual {
  readonly validation: number;
}

/** The clip is at a quarter of what the stream reaches under softmax without one. */
const clipShare = 1 / 4;

export async function* taskPart(
  lab: OutlierLab,
  { task }: Settings,
  text: BackcopyText,
): AsyncGenerator<LabEvent, void, void> {
  const softmax = yield* trainArm(withProgressRange(lab, 0, 0.33), "softmax", Infinity, task, text);
  const gated = yield* trainArm(withProgressRange(lab, 0.33, 0.67), "gated", Infinity, task, text);
  const limit = (softmax?.peak ?? NaN) * clipShare;
  const clipped = yield* trainArm(withProgressRange(lab, 0.67, 1), "gated, clipped", limit, task, text);
  yield lab.note(`the task is clipped at ${limit.toFixed(1)}`);
  yield lab.measure("ga-halves-peak", (gated?.peak ?? NaN) / (softmax?.peak ?? NaN));
  yield lab.measure("clip-with-ga", (clipped?.validation ?? NaN) - (gated?.validation ?? NaN));
  yield lab.measure("sink-tokens", softmax ? softmax.first.share / softmax.first.weight : NaN);
}

async function* trainArm(
  lab: OutlierLab,
  name: TaskArmName,
  limit: number,
  { shape, steps }: Settings["task"],
  text: BackcopyText,
): AsyncGenerator<LabEvent, End | null, void> {
  const arm = taskArm(name, limit);
  const viewer = await openResidualViewer(lab, arm, { text, shape });
  const [{ tokens }] = validationFeeds(text.validation, {
    batch: shape.batch,
    batches: 1,
    length: shape.context,
    start: text.start,
  });
  try {
    const [{ weights, validation, diverged }] = yield* compareNorms(lab, [{ ...arm, learningRate: commonRates.task }], {
      text,
      shape,
      steps,
      validationBatches: 8,
      async *watch({ step, trainer }) {
        if (!isDrawn(lab) || (step % Math.ceil(steps / 8) !== 0 && step !== steps)) return;
        const { peak } = await viewer.of(await trainer.snapshot(), tokens);
        yield lab.point("Largest activation of the task", { series: name, x: step, y: peak });
      },
    });
    if (diverged !== null) return null;
    const residual = await viewer.of(weights, tokens);
    const { peaks, sinkRatio, first } = residual;
    yield lab.note(
      `the task, ${name}: ${validation.toFixed(4)} nats, largest activation by state ${peaks.map((peak) => peak.toFixed(1)).join(", ")}, largest dimension ${sinkRatio.toFixed(1)} times the one in the middle; the first token has ${first.weight.toFixed(3)} of the first block's attention and ${first.share.toFixed(3)} of what comes out`,
    );
    return { ...residual, validation };
  } finally {
    await viewer.release();
  }
}
