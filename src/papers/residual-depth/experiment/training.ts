/** One tower, trained on digits: the same batches, steps and optimizer for every arm, each at its own tuned rate. */
import { adam, warmupCosine } from "#engine";
import type { Mnist } from "#lab/datasets/mnist";
import { openClassifier, type ClassifierRun, type ImageModel } from "#lab/training/vision/index";

export interface Training {
  readonly model: ImageModel;
  readonly data: Mnist;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly threads?: number;
  readonly device?: "cpu" | "wasm" | "webgpu";
}

/** Adam, batches of 128, a cosine down to zero after a tenth of warm-up; nothing clipped, decayed or augmented. */
export const openTower = ({ learningRate, steps, ...plan }: Training): Promise<ClassifierRun> =>
  openClassifier({
    ...plan,
    steps,
    batch: 128,
    optimizer: adam(),
    learningRate: warmupCosine({ peak: learningRate, warmup: Math.ceil(steps / 10), total: steps }),
  });
