/** Trains a classifier on digits and measures it on digits that were kept back. */
import {
  createTrainer,
  crossEntropy,
  input,
  Scope,
  type Device,
  type Mode,
  type Optimizer,
  type Schedule,
  type Tensor,
  type Trainer,
} from "#engine";
import { shuffledBatch } from "../../datasets/batches.ts";
import { digitsAt, type DigitBatch, type Mnist } from "../../datasets/mnist.ts";
import { openEvaluator, scalar, type Evaluator } from "../../measure/evaluator.ts";
import { train, type TrainingStep } from "../training.ts";
import { classifier, type Classifier } from "../../nn/vision/classifier.ts";

/** Logits [batch, classes] of images [batch, pixels]. */
export type ImageModel = (at: Scope, images: Tensor) => Tensor;

export interface ClassifierPlan {
  /** A multilayer perceptron, or any model of digits. */
  readonly model: Classifier | ImageModel;
  readonly data: Mnist;
  /** Digits per step. */
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
  readonly optimizer: Optimizer;
  readonly learningRate: Schedule;
  /** Largest global norm of the gradients. Default: not clipped. */
  readonly maxGradNorm?: number;
  /** Changes the batch of step 0, 1, ... before it is fed; the test digits stay as they are. */
  readonly alter?: (digits: DigitBatch, step: number) => DigitBatch;
  readonly device?: Device;
  readonly threads?: number;
}

export interface ClassifierScore {
  /** Mean cross entropy. */
  readonly nats: number;
  /** Share of digits whose most likely class is right. */
  readonly accuracy: number;
}

export interface ClassifierRun {
  readonly trainer: Trainer;
  /** Trains from where the trainer is; a batch depends on seed and step only. */
  train(): AsyncGenerator<TrainingStep, void, void>;
  /** Score on the test digits with the present weights; "training" mode takes statistics from batches of 250 of them. */
  test(mode?: Mode): Promise<ClassifierScore>;
  release(): Promise<void>;
}

/** Divides the 2 500 test digits. */
const testBatch = 250;

/** Pixels of a digit. */
const digitPixels = 784;

/** A classifier of `batch` images with its loss and accuracy. Feeds: `images` [batch, pixels], `labels` int32 [batch]. */
export function classifierLoss(model: Classifier | ImageModel, { batch, mode }: { batch: number; mode: Mode }) {
  const scope = new Scope({ mode });
  const images = input("images", [batch, typeof model === "function" ? digitPixels : model.sizes[0]]);
  const logits = typeof model === "function" ? model(scope, images) : classifier(scope, images, model);
  const labels = input("labels", [batch], "int32");
  const accuracy = logits.argmax(1).squeeze(1).equal(labels).cast("float32").mean();
  return { scope, logits, accuracy, loss: crossEntropy(logits, labels) };
}

/** Compiles a classifier for training and for testing. Release it when done. */
export async function openClassifier(plan: ClassifierPlan): Promise<ClassifierRun> {
  const {
    model,
    data,
    batch,
    steps,
    seed,
    optimizer,
    learningRate,
    maxGradNorm,
    alter = (digits) => digits,
    device,
    threads,
  } = plan;
  const { scope, loss } = classifierLoss(model, { batch, mode: "training" });
  const trainer = await createTrainer({ scope, loss, optimizer, maxGradNorm, seed, device, threads });
  const probes = new Map<Mode, Promise<Evaluator>>();
  const probeIn = (mode: Mode): Promise<Evaluator> => {
    const { loss: nats, accuracy } = classifierLoss(model, { batch: testBatch, mode });
    const probe =
      probes.get(mode) ?? openEvaluator({ nats, accuracy }, { device, threads, name: `test in ${mode} mode` });
    probes.set(mode, probe);
    return probe;
  };
  const { count } = data.train;
  return {
    trainer,
    train: () =>
      train(trainer, {
        steps,
        learningRate,
        feeds: (step) => ({ ...alter(digitsAt(data.train, shuffledBatch(seed, step, { batch, count })), step) }),
      }),
    async test(mode = "inference") {
      const probe = await probeIn(mode);
      const weights = await trainer.snapshot();
      const sum = { nats: 0, accuracy: 0 };
      const batches = Math.floor(data.test.count / testBatch);
      for (let index = 0; index < batches; index++) {
        const places = Array.from({ length: testBatch }, (_, row) => index * testBatch + row);
        const score = await probe.run(weights, { ...digitsAt(data.test, places) });
        sum.nats += scalar(score.nats) / batches;
        sum.accuracy += scalar(score.accuracy) / batches;
      }
      return sum;
    },
    async release() {
      await trainer.release();
      for (const probe of probes.values()) await (await probe).release();
    },
  };
}
