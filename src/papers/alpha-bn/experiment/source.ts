/** The two nets that meet shifted data: both learn clean images with ordinary batch norm, and are taken as they are from then on. */
import {
  adam,
  batchNorm,
  crossEntropy,
  input,
  random,
  Scope,
  warmupCosine,
  type Parameters,
  type Tensor,
} from "#engine";
import { canvasClasses, canvases } from "#lab/datasets/digits/canvases";
import { pooledMnist, someDigits } from "#lab/datasets/digits/pooled";
import { mnist, type Digits, type Mnist } from "#lab/datasets/mnist";
import { openTraining } from "#lab/training/open-training";
import { canvasLayers, convolutionalNet, openClassifier, smallDigitLayers } from "#lab/training/vision/index";
import type { LabEvent } from "#lab/kit/index";
import { calibratedBatchNorm, type Calibration } from "../method.ts";
import type { AlphaBnLab } from "./settings.ts";

/** A kind of net, whose norm is left open. */
export interface Kind {
  /** Along a side of its images. */
  readonly side: number;
  readonly classes: number;
  readonly layers: typeof smallDigitLayers;
  readonly classify: "image" | "pixels";
}

export const digitNet: Kind = { side: 14, classes: 10, layers: smallDigitLayers, classify: "image" };
export const canvasNet: Kind = { side: 28, classes: canvasClasses, layers: canvasLayers, classify: "pixels" };

/** Logits [rows, classes] with calibrated norms: a row for every image or for every pixel. Only the norms can be trained. */
export const calibrated = (kind: Kind, at: Scope, images: Tensor, calibration: Calibration): Tensor =>
  convolutionalNet(at, images, {
    ...kind,
    norm: (layer, x) => calibratedBatchNorm(layer, x, calibration),
    frozen: true,
  }).reshape(-1, kind.classes);

export interface Data {
  /** What the nets learn. */
  readonly train: Digits;
  /** On these, with one corruption that no measurement uses, weights and learning rates are chosen. */
  readonly heldOut: Digits;
  readonly test: Digits;
}

/** Digits of 14 x 14 pixels. */
export async function digits(): Promise<{ whole: Mnist; data: Data }> {
  const whole = pooledMnist(await mnist());
  const { train, test } = whole;
  return { whole, data: { train: someDigits(train, 0, 10_000), heldOut: someDigits(train, 10_000, 12_000), test } };
}

const batch = 100;
const schedule = (steps: number) => warmupCosine({ peak: 1e-2, warmup: Math.ceil(steps / 10), total: steps });

/** Trains the classifier of digits. Returns its weights and running statistics. */
export async function* trainDigitNet(
  lab: AlphaBnLab,
  { train }: Data,
  whole: Mnist,
  steps: number,
): AsyncGenerator<LabEvent, Parameters, void> {
  const run = await openClassifier({
    model: (at, images) => convolutionalNet(at, images, { ...digitNet, norm: batchNorm }),
    data: { ...whole, train },
    ...{ batch, steps, seed: lab.seed, optimizer: adam(), learningRate: schedule(steps) },
    ...{ device: lab.device, threads: lab.threads },
  });
  try {
    for await (const { step } of run.train()) yield lab.progress(step / steps, `source net: step ${step}`);
    const { accuracy } = await run.test();
    yield lab.note(`source net on clean digits: ${(100 * accuracy).toFixed(1)} % of 2,500 right`);
    return await run.trainer.snapshot();
  } finally {
    await run.release();
  }
}

const canvasBatch = 8;

/** Trains the net that segments canvases, each step on new ones. */
export async function* trainCanvasNet(
  lab: AlphaBnLab,
  { train }: Data,
  steps: number,
): AsyncGenerator<LabEvent, Parameters, void> {
  const scope = new Scope({ mode: "training" });
  const pixels = canvasNet.side ** 2;
  const logits = convolutionalNet(scope, input("images", [canvasBatch, pixels]), { ...canvasNet, norm: batchNorm });
  const loss = crossEntropy(logits, input("labels", [canvasBatch, pixels], "int32"));
  const feeds = (step: number) => ({
    ...canvases(train, canvasBatch, random(lab.seed).stream(`canvases of step ${step}`)),
  });
  const run = await openTraining(
    { scope, loss, feeds },
    {
      ...{ steps, seed: lab.seed, optimizer: adam(), learningRate: schedule(steps) },
      ...{ device: lab.device, threads: lab.threads },
    },
  );
  try {
    for await (const { step } of run.train()) yield lab.progress(step / steps, `net for canvases: step ${step}`);
    return await run.trainer.snapshot();
  } finally {
    await run.release();
  }
}
