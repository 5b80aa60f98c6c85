/** Trains a classifier on digits and measures it on digits that were kept back. */
import { crossEntropy, input, Scope, type Mode, type Tensor } from "#engine";
import { shuffledBatch } from "../../datasets/batches.ts";
import { digitsAt, type DigitBatch, type Mnist } from "../../datasets/mnist.ts";
import { openTraining, type Training, type TrainingSettings } from "../open-training.ts";
import { classifier, type Classifier } from "../../nn/vision/classifier.ts";

/** Logits [batch, classes] of images [batch, pixels]. */
export type ImageModel = (at: Scope, images: Tensor) => Tensor;

export interface ClassifierPlan extends TrainingSettings {
  /** A multilayer perceptron, or any model of digits. */
  readonly model: Classifier | ImageModel;
  readonly data: Mnist;
  /** Digits per step. */
  readonly batch: number;
  /** Changes the batch of step 0, 1, ... before it is fed; the test digits stay as they are. */
  readonly alter?: (digits: DigitBatch, step: number) => DigitBatch;
  /** Digits of the test, a multiple of 250 or fewer than that. Default: all. */
  readonly tested?: number;
}

export interface ClassifierScore {
  /** Mean cross entropy. */
  readonly nats: number;
  /** Share of digits whose most likely class is right. */
  readonly accuracy: number;
}

export interface ClassifierRun extends Training {
  /** Score on the test digits with the present weights; "training" mode takes statistics from batches of 250 of them. */
  test(mode?: Mode): Promise<ClassifierScore>;
}

/** Divides the 2 500 test digits. */
const testBatch = 250;

/** Pixels of a digit of MNIST as it is. */
const digitPixels = 784;

/** A classifier of `batch` images with its loss and accuracy. Feeds: `images` [batch, pixels], `labels` int32 [batch]. */
export function classifierLoss(
  model: Classifier | ImageModel,
  { batch, mode, pixels = digitPixels }: { batch: number; mode: Mode; pixels?: number },
) {
  const scope = new Scope({ mode });
  const images = input("images", [batch, typeof model === "function" ? pixels : model.sizes[0]]);
  const logits = typeof model === "function" ? model(scope, images) : classifier(scope, images, model);
  const labels = input("labels", [batch], "int32");
  const accuracy = logits.argmax(1).squeeze(1).equal(labels).cast("float32").mean();
  return { scope, logits, accuracy, loss: crossEntropy(logits, labels) };
}

/** Compiles a classifier for training and for testing. Release it when done. */
export async function openClassifier(plan: ClassifierPlan): Promise<ClassifierRun> {
  const { model, data, batch, seed, alter = (digits) => digits, tested = data.test.count } = plan;
  const size = Math.min(testBatch, tested);
  const { count } = data.train;
  const pixels = data.rows * data.columns;
  const { scope, loss } = classifierLoss(model, { batch, mode: "training", pixels });
  const feeds = (step: number) => ({
    ...alter(digitsAt(data.train, shuffledBatch(seed, step, { batch, count })), step),
  });
  const training = await openTraining({ scope, loss, feeds }, plan);
  const testFeeds = (from: number) => ({
    ...digitsAt(
      data.test,
      Array.from({ length: size }, (_, row) => from + row),
    ),
  });
  return {
    ...training,
    test: (mode = "inference") =>
      training.means(
        `test in ${mode} mode`,
        () => {
          const { loss: nats, accuracy } = classifierLoss(model, { batch: size, mode, pixels });
          return { nats, accuracy };
        },
        Array.from({ length: Math.floor(tested / size) }, (_, index) => testFeeds(index * size)),
      ),
  };
}
