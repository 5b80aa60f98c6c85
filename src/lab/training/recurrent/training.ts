/** Trains a recurrent character model on a text, unrolled in time, and measures it on the text that was kept back. */
import {
  createTrainer,
  crossEntropy,
  input,
  Scope,
  type Device,
  type Mode,
  type Optimizer,
  type Schedule,
  type Trainer,
} from "#engine";
import { randomWindows } from "../../datasets/batches.ts";
import { openEvaluator, type Evaluator } from "../../measure/evaluator.ts";
import { meanLoss, textFeeds, type SplitText } from "../text.ts";
import { train, type TrainingStep } from "../training.ts";
import { recurrentModel, type RecurrentModel } from "../../nn/recurrent/model.ts";

export interface RecurrentPlan {
  readonly model: RecurrentModel;
  readonly text: SplitText;
  /** Windows per step; each starts from a state of zero. */
  readonly batch: number;
  /** Characters per window: the number of steps through which gradients flow. */
  readonly length: number;
  readonly steps: number;
  readonly seed: number;
  readonly optimizer: Optimizer;
  readonly learningRate: Schedule;
  /** Largest global norm of the gradients. Default: not clipped. */
  readonly maxGradNorm?: number;
  /** Batches of the fixed validation set. Default 8. */
  readonly validationBatches?: number;
  readonly device?: Device;
  readonly threads?: number;
}

export interface RecurrentRun {
  readonly trainer: Trainer;
  /** Trains from where the trainer is; a batch depends on seed and step only. */
  train(): AsyncGenerator<TrainingStep, void, void>;
  /** Nats per character on fixed windows of the validation text, with the present weights. */
  validationLoss(): Promise<number>;
  release(): Promise<void>;
}

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
  const { model, text, batch, length, steps, seed, optimizer, learningRate, maxGradNorm, device, threads } = plan;
  const { validationBatches = 8 } = plan;
  const { scope, loss } = recurrentLoss(model, { batch, length, mode: "training" });
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
        { nats: recurrentLoss(model, { batch, length, mode: "inference" }).loss },
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
