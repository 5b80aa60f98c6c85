/** All contestants on the same batches, and SinkGD again in complete schedules of other lengths. */
import { initialize, Scope, type Parameters } from "#engine";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import {
  compareNorms,
  languageModelLoss,
  modelOf,
  type ArmStep,
  type Comparison,
} from "#lab/training/language-model/index";
import { tunedArmOf } from "#lab/training/optimizers/index";
import { contestants, keys, type ContestantKey } from "./arms.ts";
import { fixedPointPart } from "./fixed-point.ts";
import { stepsToReach, type Schedule } from "./reach.ts";
import type { ChartName, MultiNormLab, Settings } from "./settings.ts";
import { tuning } from "./rates.ts";

export async function* trainingPart(
  lab: MultiNormLab,
  settings: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const { shape, steps, validationBatches, every, lengths } = settings;
  const comparison: Comparison<ChartName> = {
    ...{ text, shape, steps, validationBatches, turn: 10, share: [0, 0.6] },
    curve: { chart: "Validation", every },
  };
  let halfway: Parameters | null = null;
  const sinkgd = tunedArmOf(tuning, contestants.sinkgd);
  const results = yield* compareNorms(
    lab,
    keys.map((key) => tunedArmOf(tuning, contestants[key])),
    {
      ...comparison,
      // eslint-disable-next-line require-yield
      async *watch({ arm, step, trainer }: ArmStep) {
        if (arm.name === sinkgd.name && step === Math.ceil(steps / 2)) halfway = await trainer.snapshot();
      },
    },
  );
  const loss = (key: ContestantKey) => results[keys.indexOf(key)].validation;
  yield lab.measure("beats-memory-efficient", loss("sinkgd") - Math.min(loss("swan"), loss("scale")));

  const schedules: Schedule[] = [{ steps, loss: loss("sinkgd") }];
  const others = lengths.map((share) => Math.round(share * steps)).filter((length) => length !== steps);
  for (const [index, length] of others.entries()) {
    const share = [0.6 + (0.3 * index) / others.length, 0.6 + (0.3 * (index + 1)) / others.length] as const;
    const [{ validation }] = yield* compareNorms(lab, [sinkgd], {
      ...{ text, shape, steps: length, validationBatches, share },
    });
    schedules.push({ steps: length, loss: validation });
  }
  schedules.sort((a, b) => a.steps - b.steps);
  yield* schedulesPart(lab, schedules, { one: loss("adam"), two: loss("adamTwoRates") }, steps);

  const { end } = { end: results[keys.indexOf("sinkgd")].weights };
  const start = initialWeights(comparison, lab.seed);
  // A run that diverged has no gradients worth looking at.
  if (halfway) yield* fixedPointPart(withProgressRange(lab, 0.9, 1), comparison, { start, half: halfway, end });
  else yield lab.measure("fixed-point", NaN);
}

function* schedulesPart(
  lab: MultiNormLab,
  schedules: readonly Schedule[],
  adam: Readonly<Record<"one" | "two", number>>,
  steps: number,
): Generator<LabEvent, void, void> {
  for (const schedule of schedules) {
    yield lab.point("Schedules", { series: "SinkGD, complete schedules", x: schedule.steps, y: schedule.loss });
    for (const [rates, y] of Object.entries(adam))
      yield lab.point("Schedules", {
        series: `Adam at ${rates} tuned rate${rates === "one" ? "" : "s"}, ${steps} steps`,
        x: schedule.steps,
        y,
      });
  }
  const speedup = (target: number) => steps / stepsToReach(target, schedules);
  // SinkGD has two tuned rates: it is held against the better Adam, with two as well or with one.
  yield lab.measure("speedup-3x", speedup(Math.min(adam.one, adam.two)));
  yield lab.note(
    `steps of Adam over those of SinkGD to Adam's final loss: ${speedup(adam.one).toFixed(2)} against one tuned rate, ${speedup(adam.two).toFixed(2)} against two`,
  );
}

/** Those from which every contestant begins. */
function initialWeights(comparison: Comparison<ChartName>, seed: number): Parameters {
  const { batch } = comparison.shape;
  const model = modelOf(tunedArmOf(tuning, contestants.sinkgd), comparison);
  const { scope }: { scope: Scope } = languageModelLoss(model, { batch, mode: "training" });
  return initialize(scope, seed);
}
