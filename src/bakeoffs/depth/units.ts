/** The kinds of unit: one arm trained once and looked into, one arm at rates that are too high, whole steps of all arms. */
import { adam } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type Lab, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { noiseFloor, timedPart, trainingArm } from "#lab/measure/timing";
import { compareDepth, depthArm, entropyOf, failureOf, parametersOf } from "#lab/training/depth/index";
import { compareNorms, languageModelLoss, modelOf, textFeeds } from "#lab/training/language-model/index";
import { armTimes } from "../times.ts";
import { allArms, baseline, type BlockArm } from "./arms.ts";
import { rateOf } from "./rates.ts";
import { finite, type HighRateRow, type TimeRow, type TrainingRow } from "./rows.ts";
import type { Settings } from "./settings.ts";

/** The live chart of the trainings. */
export const trainingChart = "Validation";

export async function* trainingUnit(
  lab: Lab,
  text: CharacterText,
  { name }: Pick<BlockArm, "name">,
  { shape, steps, early, validationBatches }: Pick<Settings, "shape" | "steps" | "early" | "validationBatches">,
): AsyncGenerator<LabEvent, TrainingRow, void> {
  const learningRate = rateOf(name);
  const comparison = { text, shape, steps, early, validationBatches, chart: trainingChart };
  const results = yield* compareDepth(lab, [{ ...depthArm(name, shape), learningRate }], {
    ...comparison,
    looked: { [name]: ["end"] },
  });
  const { validation, earlyLoss, failed, looks } = results[name];
  const { end } = looks;
  return {
    ...{ kind: "training", arm: name, seed: lab.seed, steps, learningRate, failed },
    ...{ loss: finite(validation), earlyLoss: finite(earlyLoss), parameters: parametersOf(name, { text, shape }) },
    look: end
      ? {
          variance: end.variance.map(finite),
          gradient: end.gradient.map(finite),
          removal: end.removal.costs.map(finite),
        }
      : null,
  };
}

export async function* highRatesUnit(
  lab: Lab,
  text: CharacterText,
  { name }: Pick<BlockArm, "name">,
  { shape, highRates: { steps, learningRates } }: Pick<Settings, "shape" | "highRates">,
): AsyncGenerator<LabEvent, HighRateRow, void> {
  const chance = entropyOf(text.train);
  const found: HighRateRow["learningRates"][number][] = [];
  for (const [at, learningRate] of learningRates.entries()) {
    const losses: number[] = [];
    const part = withProgressRange(lab, at / learningRates.length, (at + 1) / learningRates.length);
    const [{ diverged }] = yield* compareNorms(part, [{ ...depthArm(name, shape), learningRate }], {
      ...{ text, shape, steps, validationBatches: 1 },
      async *watch({ loss }) {
        losses.push(loss);
        // It looks, and has nothing to say.
        yield* [];
      },
    });
    const last = diverged === null ? finite(mean(losses.slice(-50))) : null;
    found.push({ learningRate, last, failed: diverged ?? failureOf(losses, chance) });
  }
  return { kind: "high rates", arm: name, steps, learningRates: found };
}

export async function* timeUnit(
  lab: Lab,
  text: CharacterText,
  { shape, stepRounds: rounds }: Pick<Settings, "shape" | "stepRounds">,
): AsyncGenerator<LabEvent, TimeRow, void> {
  const { device, threads, seed } = lab;
  const { batch, context: length } = shape;
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch, length }));
  const timed = allArms.map(({ name }) => {
    const model = modelOf(depthArm(name, shape), { text, shape });
    const { scope, loss } = languageModelLoss(model, { batch, mode: "training" });
    return trainingArm(name, { scope, loss, optimizer: adam({ learningRate: 1e-3 }), feeds, device, threads });
  });
  const timings = yield* timedPart(lab, timed, { baseline, rounds }, "training steps");
  return { kind: "step time", arms: armTimes(timings, baseline), noise: noiseFloor(timings, baseline) };
}
