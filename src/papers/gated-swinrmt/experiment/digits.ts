/** The images, and the training of an arm on them. */
import { adamW, random, warmupCosine, type Device } from "#engine";
import { someDigits } from "#lab/datasets/digits/pooled";
import { scattered } from "#lab/datasets/digits/scattered";
import { mnist, type Digits } from "#lab/datasets/mnist";
import { tokenTransformer } from "#lab/nn/vision/tokens";
import { openClassifier, type ClassifierRun } from "#lab/training/vision/index";
import { canvasSide, netOf, type ArmName } from "./arms.ts";
import type { Regime, Settings } from "./settings.ts";

/** Images that somebody trains on, and others on which it is judged. */
export interface Images {
  readonly train: Digits;
  readonly test: Digits;
}

const scatter = { side: canvasSide, shift: 2, degrees: 20, noise: 0.2 };
const batch = 16;

/** Training digits are turned and moved anew for each seed, those of the test once for all. Tuning judges by digits that no arm learns. */
export async function images(
  seed: number,
  { steps, tested }: Pick<Settings, "steps" | "tested">,
  judgedBy: "test" | "held out" = "test",
): Promise<Images> {
  const { train, test } = await mnist();
  const wanted = Math.min(10_000, batch * Math.max(...Object.values(steps)));
  const judges = judgedBy === "test" ? someDigits(test, 0, tested) : someDigits(train, 10_000, 10_000 + tested);
  return {
    train: scattered(someDigits(train, 0, wanted), scatter, random(seed).stream("training images")),
    test: scattered(judges, scatter, random(0).stream("test images")),
  };
}

export interface Course {
  readonly seed: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly device?: Device;
  readonly threads?: number;
}

/** An arm, ready to be trained and tested. */
export const openReader = (
  name: ArmName,
  regime: Regime,
  settings: Settings,
  { train, test }: Images,
  { learningRate, steps, ...course }: Course,
): Promise<ClassifierRun> =>
  openClassifier({
    model: (at, given) => tokenTransformer(at, given, netOf(name, regime, settings)),
    data: { train, test, rows: canvasSide, columns: canvasSide },
    ...{ batch, steps, maxGradNorm: 1 },
    optimizer: adamW({ betas: [0.9, 0.95] }),
    learningRate: warmupCosine({ peak: learningRate, warmup: Math.ceil(steps / 10), total: steps }),
    ...course,
  });
