/** Two nets that learn distorted digits: a perceptron with four hidden layers, and a small convolutional net. The first and the last layer stay in floats. */
import { adam, kaimingNormal, random, sgd, warmupCosine, zeros } from "#engine";
import { corrupted, type Corruption } from "#lab/datasets/digits/corruptions";
import { pooledMnist, someDigits } from "#lab/datasets/digits/pooled";
import { mnist, type Digits, type Mnist } from "#lab/datasets/mnist";
import { feedForward } from "#lab/nn/feed-forward/index";
import {
  convolutionalNet,
  openClassifier,
  smallDigitLayers,
  type ClassifierRun,
  type ImageModel,
} from "#lab/training/vision/index";
import { deviationBatchNorm, type DeviationNorm } from "../method.ts";
import { convolutionOf, nameOf, normOf, productOf, type Arm, type Product } from "./arms.ts";

const side = 14;
export const digitPixels = side ** 2;
/** Digits in turns, in training and in the test. Clean ones are too easy: there would be nothing to lose. */
const distortions: readonly Corruption[] = ["rotation", "noise"];

/** Digits of 14 x 14 pixels, distorted the same for every seed: so many to learn, and so many for the test. */
export async function distortedDigits(learned: number, tested: number): Promise<Mnist> {
  const { train, test, ...sides } = pooledMnist(await mnist());
  const draw = random(14).stream("distortions");
  const distorted = ({ count, labels, pixels }: Digits): Digits => {
    const spoiled = new Uint8Array(pixels.length);
    for (const [turn, kind] of distortions.entries()) {
      const own = Array.from({ length: count }, (_, at) => at).filter((at) => at % distortions.length === turn);
      const grey = new Float32Array(own.length * digitPixels);
      for (const [row, at] of own.entries())
        grey.set(
          Float32Array.from(pixels.subarray(at * digitPixels, (at + 1) * digitPixels), (value) => value / 255),
          row * digitPixels,
        );
      const images = corrupted(grey, side, kind, 3, draw).map((value) => Math.round(255 * value));
      for (const [row, at] of own.entries())
        spoiled.set(images.subarray(row * digitPixels, (row + 1) * digitPixels), at * digitPixels);
    }
    return { count, labels, pixels: spoiled };
  };
  return { train: distorted(someDigits(train, 0, learned)), test: distorted(someDigits(test, 0, tested)), ...sides };
}

export type NetName = "perceptron" | "convolutional";

/** Hidden layers of 128 units. The first, which alone changes the width, multiplies in floats. */
export const perceptron =
  ({ hidden, norm, product }: { hidden: number; norm: DeviationNorm; product: Product }): ImageModel =>
  (at, images) =>
    feedForward(at, images, {
      widths: Array<number>(hidden).fill(128),
      outputs: 10,
      last: kaimingNormal,
      layer(layer, x, width) {
        const weight = layer.parameter("weight", [x.shape[1], width], kaimingNormal);
        const y = x.shape[1] === width ? product(layer, x, weight) : x.matmul(weight);
        const sums = y.add(layer.parameter("bias", [width], zeros));
        return deviationBatchNorm(layer.scope("norm"), sums, norm).relu();
      },
    });

/** The model of an arm. */
export const netOf = (net: NetName, arm: Arm, hidden: number): ImageModel => {
  const norm = normOf(arm);
  return net === "perceptron"
    ? perceptron({ hidden, norm, product: productOf(arm) })
    : (at, images) =>
        convolutionalNet(at, images, {
          layers: smallDigitLayers,
          classes: 10,
          classify: "image",
          norm: (layer, x) => deviationBatchNorm(layer, x, norm),
          convolve: convolutionOf(arm),
        });
};

export interface DigitPlan {
  readonly net: NetName;
  readonly arm: Arm;
  readonly hidden: number;
  readonly data: Mnist;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly threads?: number;
}

/** What both nets train with: a warm-up over a tenth of the steps and a cosine to zero; momentum for the perceptron, Adam for the other, which is slow without. */
export const digitTraining = (net: NetName, learningRate: number, steps: number) => ({
  batch: 128,
  optimizer: net === "perceptron" ? sgd({ momentum: 0.9 }) : adam(),
  learningRate: warmupCosine({ peak: learningRate, warmup: Math.ceil(steps / 10), total: steps }),
});

export const openDigits = ({ net, arm, hidden, learningRate, steps, ...plan }: DigitPlan): Promise<ClassifierRun> =>
  openClassifier({ model: netOf(net, arm, hidden), steps, ...plan, ...digitTraining(net, learningRate, steps) });

export const tuningName = (net: NetName | "language", arm: Arm): string => `${net}: ${nameOf(arm)}`;
