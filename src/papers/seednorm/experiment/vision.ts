/** A small vision transformer on digits: accuracy on clean and noisy ones, and why wide layers may need several heads. */
import { input, random, Scope, zeros, type Parameters, type Tensor } from "#engine";
import { digitsAt, mnist, type Mnist } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { type Arm } from "#lab/training/language-model/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { withHooks } from "#lab/measure/hooks";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { deviation, mean } from "#lab/measure/statistics";
import { classifierLoss } from "#lab/training/vision/index";
import { visionArms, visionHeads } from "./arms.ts";
import { imageModel, openDigits } from "./digits.ts";
import type { SeedLab, Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Standard deviation of the noise added to pixels between 0 and 1. */
const strengths = [0, 0.1, 0.2, 0.3, 0.4, 0.5];

const testBatch = 250;

export async function* visionPart(lab: SeedLab, settings: Settings): AsyncGenerator<LabEvent, void, void> {
  const data = await mnist();
  const scores: Record<string, number[]> = {};
  const spreads: Record<string, number> = {};
  for (const [index, arm] of visionArms.entries()) {
    const progress = (done: number, what: string) =>
      lab.progress((index + done) / visionArms.length, `digits, ${arm.name}: ${what}`);
    yield progress(0, "compiling");
    const run = await openDigits(arm, tunedLearningRate(tuning.vision, arm.name), data, settings, lab);
    try {
      for await (const { step, diverged } of run.train()) {
        if (diverged) yield lab.note(`digits, ${arm.name}: ${diverged}`);
        yield progress(step / settings.vision.steps, `step ${step} of ${settings.vision.steps}`);
      }
      const weights = await run.trainer.snapshot();
      scores[arm.name] = await accuracies(arm, weights, data, settings, lab);
      if (arm.heads) spreads[arm.name] = await spreadOf(arm, arm.heads, weights, data, settings, lab);
    } finally {
      await run.release();
    }
    for (const [at, x] of strengths.entries())
      yield lab.point("Digits under noise", { series: arm.name, x, y: 100 * scores[arm.name][at] });
  }
  const [layerNorm, tanh, single, several] = visionArms.map(({ name }) => 100 * scores[name][0]);
  yield lab.measure("vision-better", several - Math.max(layerNorm, tanh));
  yield lab.note(
    `test accuracy on clean digits: ` +
      visionArms.map(({ name }) => `${name} ${(100 * scores[name][0]).toFixed(2)} %`).join(", ") +
      `; averaged over noise: ` +
      visionArms.map(({ name }) => `${name} ${(100 * mean(scores[name].slice(1))).toFixed(2)} %`).join(", ") +
      `; one head less several: ${(single - several).toFixed(2)} points`,
  );
  const [one, many] = visionArms.slice(2).map(({ name }) => spreads[name]);
  yield lab.measure("stability-needs-care", one / many);
  yield lab.note(
    `std of x · beta over tokens: ${one.toFixed(4)} with one head, ${many.toFixed(4)} with ${visionHeads}`,
  );
}

/** Share of right answers at each strength of noise; the noise is the same for all arms and seeds. */
async function accuracies(
  arm: Arm,
  weights: Parameters,
  data: Mnist,
  { vision: { model, tested } }: Settings,
  { device, threads }: SeedLab,
): Promise<number[]> {
  const batch = Math.min(testBatch, tested);
  const { accuracy } = classifierLoss(imageModel(arm, model), { batch, mode: "inference" });
  const evaluator = await openEvaluator({ accuracy }, { device, threads, name: "digits under noise" });
  try {
    const shares: number[] = [];
    for (const strength of strengths) {
      let right = 0;
      for (let from = 0; from < tested; from += batch) {
        const { images, labels } = digitsAt(data.test, range(from, batch));
        const noise = random(0).stream(`noise from ${from}`).normal(images.length);
        const noisy = images.map((pixel, at) => Math.min(1, Math.max(0, pixel + strength * noise[at])));
        right += scalar((await evaluator.run(weights, { images: noisy, labels })).accuracy) * batch;
      }
      shares.push(right / tested);
    }
    return shares;
  } finally {
    await evaluator.release();
  }
}

/** Standard deviation over tokens of what a gate is the tanh of, x · beta of its slice; geometric mean over gates and places. */
async function spreadOf(
  arm: Arm,
  heads: number,
  weights: Parameters,
  data: Mnist,
  { vision: { model } }: Settings,
  { device, threads }: SeedLab,
): Promise<number> {
  const { norm, sites } = withHooks(arm.norm);
  const count = 50;
  imageModel({ norm }, model)(new Scope({ mode: "inference" }), input("images", [count, model.side ** 2]));
  const dots = sites.map(({ at, x }): Tensor => {
    const d = x.shape.at(-1)!;
    return x
      .mul(at.parameter("beta", [d], zeros))
      .reshape(-1, heads, d / heads)
      .sum(-1, { keepDims: false });
  });
  const evaluator = await openEvaluator(Object.fromEntries(dots.map((dot, at) => [`${at}`, dot])), { device, threads });
  try {
    const { images } = digitsAt(data.test, range(0, count));
    const values = await evaluator.run(weights, { images });
    const spreads = Object.values(values).flatMap(({ data }) =>
      Array.from({ length: heads }, (_, head) =>
        deviation(Array.from(data as Float32Array).filter((_, at) => at % heads === head)),
      ),
    );
    return Math.exp(mean(spreads.map(Math.log)));
  } finally {
    await evaluator.release();
  }
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);
