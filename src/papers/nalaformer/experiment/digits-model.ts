/** The network on digits: 49 tokens, two blocks, local enhancement, norm and gate in every arm alike; only the kernel differs. */
import { adamW, layerNorm, warmupCosine, type Device, type Scope, type Tensor } from "#engine";
import type { Mnist } from "#lab/datasets/mnist";
import type { AttentionMix } from "#lab/nn/language-model/attention";
import {
  depthwise,
  openClassifier,
  tokenTransformer,
  type ClassifierRun,
  type TokenTransformer,
} from "#lab/training/vision/index";
import { feedForward, selfAttention } from "#lab/training/language-model/index";
import { normedGate } from "../method.ts";
import { alterBy, side } from "./digits-data.ts";
import { asMix, kernels, type KernelName } from "./kernels.ts";

const shape = { side, patch: 2, classes: 10, depth: 2, width: 32, heads: 2, cells: 7 } as const;

export const digitsModel = (mix: AttentionMix): TokenTransformer => ({
  ...shape,
  norm: layerNorm,
  positions: "learned",
  // As in the release, which leaves linear maps as the framework draws them: queries start at a length of about 2.
  std: 1 / Math.sqrt(3 * shape.width),
  feedForward: () => feedForward({ expand: 2 }),
  attention: (grid) => selfAttention({ mix, enhance: depthwise(grid), gate: normedGate }),
});

/** Logits of images whose pixels are brought to about unit variance. */
export const digitsLogits = (at: Scope, images: Tensor, mix: AttentionMix): Tensor =>
  tokenTransformer(at, images.sub(0.2).div(0.35), digitsModel(mix));

export interface DigitsPlan {
  readonly name: KernelName;
  readonly data: Mnist;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly tested?: number;
  readonly threads?: number;
  readonly device?: Device;
}

export const openDigits = ({ name, learningRate, ...plan }: DigitsPlan): Promise<ClassifierRun> =>
  openClassifier({
    ...plan,
    model: (at, images) => digitsLogits(at, images, asMix(kernels[name])),
    batch: 32,
    alter: alterBy(plan.seed),
    optimizer: adamW({ betas: [0.9, 0.95], weightDecay: 0.05 }),
    learningRate: warmupCosine({
      ...{ peak: learningRate, warmup: Math.ceil(plan.steps / 5), total: plan.steps },
      minLearningRate: learningRate / 10,
    }),
    maxGradNorm: 1,
  });
