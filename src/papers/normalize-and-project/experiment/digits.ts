/** Digits to which nothing happens: a convolutional net with layer normalization, with and without projection. */
import { adam, warmupCosine } from "#engine";
import { pooledMnist, someDigits } from "#lab/datasets/digits/pooled";
import { mnist, type Mnist } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { convolutionalNet, openClassifier, smallDigitLayers, type ClassifierRun } from "#lab/training/vision/index";
import { isScaleFree, normalized, projected, type Which } from "../method.ts";
import { learningRateOf } from "./rates.ts";
import type { NapLab, Settings } from "./settings.ts";

export const digitArmNames = ["LN", "NaP"] as const;
export type DigitArm = (typeof digitArmNames)[number];

const batch = 64;
/** 2,000 digits are for tuning. */
const learned = 10_000;

export interface DigitData {
  /** For results: learned digits and test. */
  readonly results: Mnist;
  /** For tuning: the same learned digits, and those kept for validation in the place of the test. */
  readonly tuning: Mnist;
}

export async function digitData(): Promise<DigitData> {
  const all = pooledMnist(await mnist());
  const train = someDigits(all.train, 0, learned);
  const results = { ...all, train };
  return { results, tuning: { ...results, test: someDigits(all.train, learned, all.train.count) } };
}

const layers = smallDigitLayers;
const isKernel: Which = ({ name }) => name.endsWith("/kernels");
/** The head sees the scale of the last layer's gains. */
const isLastGain: Which = ({ name }) => name.startsWith(`layer ${layers.length}/`);
const isProjected: Which = (spec) => isKernel(spec) || (isScaleFree(spec) && !isLastGain(spec));

export interface DigitSettings {
  readonly data: Mnist;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly tested?: number;
  readonly threads?: number;
}

/** Adam, a tenth of warm-up, then half a cosine down to a hundredth, written down for both. */
export const openDigits = (arm: DigitArm, { learningRate, ...plan }: DigitSettings): Promise<ClassifierRun> =>
  openClassifier({
    ...{ ...plan, batch, optimizer: arm === "NaP" ? projected(adam(), isProjected) : adam() },
    learningRate: warmupCosine({
      ...{ peak: learningRate, warmup: Math.ceil(plan.steps / 10) },
      ...{ total: plan.steps, minLearningRate: learningRate / 100 },
    }),
    model: (at, images) => convolutionalNet(at, images, { layers, classes: 10, norm: normalized, classify: "image" }),
  });

export async function* digitsPart(
  lab: NapLab,
  { digits: { steps, tested } }: Settings,
  { results: data }: DigitData,
): AsyncGenerator<LabEvent, void, void> {
  const accuracy: number[] = [];
  for (const [index, arm] of digitArmNames.entries()) {
    const settings = { data, steps, tested, seed: lab.seed, threads: lab.threads };
    const run = await openDigits(arm, { ...settings, learningRate: learningRateOf("digits", arm) });
    try {
      for await (const { step, diverged } of run.train()) {
        if (diverged !== null) yield lab.note(`${arm} diverged on digits: ${diverged}`);
        yield lab.progress((index + step / steps) / digitArmNames.length, `digits, ${arm}: step ${step} of ${steps}`);
        if (lab.seed <= 3 && (step === steps || step % Math.ceil(steps / 4) === 0))
          yield lab.point("Digits", { series: arm, x: step, y: 100 * (await run.test()).accuracy });
      }
      accuracy.push(100 * (await run.test()).accuracy);
    } finally {
      await run.release();
    }
  }
  yield lab.measure("no-harm", accuracy[digitArmNames.indexOf("NaP")] - accuracy[digitArmNames.indexOf("LN")]);
}
