/** Trains a language model on a text and measures it on the text that was kept back. */
import { crossEntropy, input, Scope, type Tensor } from "#engine";
import { randomWindows } from "../../datasets/batches.ts";
import { languageModel, type LanguageModel, type LanguageModelOutput } from "../../nn/language-model/model.ts";
import { openTraining, type TrainingSettings } from "../open-training.ts";
import { textFeeds, textRun, type SplitText, type TextRun } from "../text.ts";

export interface LanguageModelPlan extends TrainingSettings {
  readonly model: LanguageModel;
  readonly text: SplitText;
  /** Windows per step. */
  readonly batch: number;
  /** Characters per window. Default: the model's context. */
  readonly length?: number;
  /** Batches of the fixed validation set. Default 16. */
  readonly validationBatches?: number;
}

/** A language model with its loss on windows that are fed: what training, evaluation and diagnostics are built from. */
export interface LanguageModelLoss extends LanguageModelOutput {
  readonly scope: Scope;
  /** Mean cross entropy in nats per character, a scalar. */
  readonly loss: Tensor;
}

/** Feeds: `tokens` and `targets`, int32 [batch, length]. */
export function languageModelLoss(
  model: LanguageModel,
  { batch, length = model.context, mode }: { batch: number; length?: number; mode: "training" | "inference" },
): LanguageModelLoss {
  const scope = new Scope({ mode });
  const output = languageModel(scope, input("tokens", [batch, length], "int32"), model);
  return { ...output, scope, loss: crossEntropy(output.logits, input("targets", [batch, length], "int32")) };
}

export type LanguageModelRun = TextRun;

/** Compiles a model for training and for evaluation. Release it when done. */
export async function openLanguageModel(plan: LanguageModelPlan): Promise<LanguageModelRun> {
  const { model, text, batch, length = model.context, seed, validationBatches = 16 } = plan;
  const { scope, loss } = languageModelLoss(model, { batch, length, mode: "training" });
  const feeds = (step: number) =>
    textFeeds(randomWindows(text.train, seed, step, { batch, length, start: text.start }));
  const training = await openTraining({ scope, loss, feeds }, plan);
  const lossOf = () => languageModelLoss(model, { batch, length, mode: "inference" }).loss;
  return textRun(training, lossOf, text, { batch, batches: validationBatches, length, start: text.start });
}
