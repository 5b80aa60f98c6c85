/** The vision transformers of the comparison, and how each is trained. */
import { adamW, warmupCosine } from "#engine";
import type { Mnist } from "#lab/datasets/mnist";
import type { Arm } from "#lab/training/language-model/index";
import {
  openClassifier,
  visionTransformer,
  type ClassifierPlan,
  type ClassifierRun,
  type ImageModel,
} from "#lab/training/vision/index";
import type { SeedLab, Settings } from "./settings.ts";

/** One arm's vision transformer and its training: the same schedule for all, the rate its own. */
export function openDigits(
  arm: Arm,
  learningRate: number,
  data: Mnist,
  { vision: { batch, steps, model } }: Settings,
  { seed, device, threads }: Pick<SeedLab, "seed" | "device" | "threads">,
): Promise<ClassifierRun> {
  const plan: ClassifierPlan = {
    model: imageModel(arm, model),
    data,
    batch,
    steps,
    seed,
    optimizer: adamW({ learningRate, betas: [0.9, 0.95], weightDecay: 0.1, decayFilter: arm.decayFilter }),
    learningRate: warmupCosine({
      peak: learningRate,
      warmup: Math.min(20, Math.ceil(steps / 5)),
      total: steps,
      minLearningRate: learningRate / 10,
    }),
    maxGradNorm: 1,
    device,
    threads,
  };
  return openClassifier(plan);
}

/** The vision transformer with an arm's norm. */
export const imageModel =
  ({ norm }: Pick<Arm, "norm">, model: Settings["vision"]["model"]): ImageModel =>
  (at, images) =>
    visionTransformer(at, images, { ...model, norm });
