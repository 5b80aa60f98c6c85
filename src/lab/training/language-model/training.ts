/** Trains a language model on a text and measures it on the text that was kept back. */
import {
  createTrainer,
  crossEntropy,
  input,
  Scope,
  type Device,
  type Optimizer,
  type Schedule,
  type Tensor,
  type Trainer,
} from "#engine";
import { randomWindows } from "../../datasets/batches.ts";
import { openEvaluator, type Evaluator } from "../../measure/evaluator.ts";
import { meanLoss, textFeeds, type SplitText } from "../text.ts";
import { train, type TrainingStep } from "../training.ts";
import { languageModel, type LanguageModel, type LanguageModelOutput } from "../../nn/language-model/model.ts";

export interface LanguageModelPlan {
  readonly model: LanguageModel;
  readonly text: SplitText;
  /** Windows per step. */
  readonly batch: number;
  /** Characters per window. Default: the model's context. */
  readonly length?: number;
  readonly steps: number;
  readonly seed: number;
  readonly optimizer: Optimizer;
  readonly learningRate: Schedule;
  /** Largest global norm of the gradients. Default: not clipped. */
  readonly maxGradNorm?: number;
  /** Batches of the fixed validation set. Default 16. */
  readonly validationBatches?: number;
  readonly device?: Device;
  readonly threads?: number;
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

export interface LanguageModelRun {
  readonly trainer: Trainer;
  /** Trains from where the trainer is; a batch depends on seed and step only. */
  train(): AsyncGenerator<TrainingStep, void, void>;
  /** Nats per character on fixed windows of the validation text, in inference mode, with the present weights. */
  validationLoss(): Promise<number>;
  release(): Promise<void>;
}

/** Compiles a model for training and for evaluation. Release it when done. */
export async function openLanguageModel(plan: LanguageModelPlan): Promise<LanguageModelRun> {
  const {
    model,
    text,
    batch,
    length = model.context,
    steps,
    seed,
    optimizer,
    learningRate,
    maxGradNorm,
    device,
    threads,
  } = plan;
  const { validationBatches = 16 } = plan;
  const { scope, loss } = languageModelLoss(model, { batch, length, mode: "training" });
  const trainer = await createTrainer({ scope, loss, optimizer, maxGradNorm, seed, device, threads });
  let evaluator: Evaluator | null = null;
  return {
    trainer,
    train: () =>
      train(trainer, {
        steps,
        learningRate,
        feeds: (step) => textFeeds(randomWindows(text.train, seed, step, { batch, length })),
      }),
    async validationLoss() {
      evaluator ??= await openEvaluator(
        { nats: languageModelLoss(model, { batch, length, mode: "inference" }).loss },
        { device, threads, name: "validation" },
      );
      const weights = await trainer.snapshot();
      return meanLoss(evaluator, weights, text.validation, { batch, batches: validationBatches, length });
    },
    async release() {
      await trainer.release();
      await evaluator?.release();
    },
  };
}
