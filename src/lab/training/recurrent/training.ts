/** Trains a recurrent net on a text and measures it on the text that was kept back. */
import { crossEntropy, input, Scope, type Mode } from "#engine";
import { randomWindows } from "../../datasets/batches.ts";
import { recurrentModel, type RecurrentModel } from "../../nn/recurrent/model.ts";
import { openTraining, type TrainingSettings } from "../open-training.ts";
import { textFeeds, textRun, type SplitText, type TextRun } from "../text.ts";

export interface RecurrentPlan extends TrainingSettings {
  readonly model: RecurrentModel;
  readonly text: SplitText;
  /** Windows per step. Each starts from a state of zero. */
  readonly batch: number;
  /** Characters per window: steps through which gradients flow. */
  readonly length: number;
  /** Batches of the fixed validation set. Default 8. */
  readonly validationBatches?: number;
}

export type RecurrentRun = TextRun;

/** A recurrent model with its loss. Feeds: `tokens` and `targets`, int32 [batch, length]. */
export function recurrentLoss(
  model: RecurrentModel,
  { batch, length, mode }: { batch: number; length: number; mode: Mode },
) {
  const scope = new Scope({ mode });
  const output = recurrentModel(scope, input("tokens", [batch, length], "int32"), model);
  return { ...output, scope, loss: crossEntropy(output.logits, input("targets", [batch, length], "int32")) };
}

/** Compiles a model for training and for evaluation. Release it when done. */
export async function openRecurrent(plan: RecurrentPlan): Promise<RecurrentRun> {
  const { model, text, batch, length, seed, validationBatches = 8 } = plan;
  const { scope, loss } = recurrentLoss(model, { batch, length, mode: "training" });
  const feeds = (step: number) => textFeeds(randomWindows(text.train, seed, step, { batch, length }));
  const training = await openTraining({ scope, loss, feeds }, plan);
  const lossOf = () => recurrentLoss(model, { batch, length, mode: "inference" }).loss;
  return textRun(training, lossOf, text, { batch, batches: validationBatches, length });
}
