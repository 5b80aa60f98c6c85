/** The kinds of unit: one arm trained once, whole steps of all arms, updates of all arms. */
import type { CharacterText } from "#lab/datasets/moby-dick";
import { randomWindows } from "#lab/datasets/batches";
import { relay, type Lab, type LabEvent } from "#lab/kit/index";
import { noiseFloor, timedPart, trainingArm } from "#lab/measure/timing";
import { compareNorms, languageModelLoss, modelOf, textFeeds } from "#lab/training/language-model/index";
import { armOf, bench, updateArm } from "#lab/training/optimizers/index";
import { armTimes } from "../times.ts";
import { allArms, baseline, type OptimizerArm } from "./arms.ts";
import type { TimeRow, TrainingRow } from "./rows.ts";

/** The live chart of the trainings. */
export const trainingChart = "Validation";

const { shape } = bench;
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const optimizerOf = ({ contestant, rates: { learningRate, second } }: OptimizerArm) =>
  contestant.optimizer(learningRate, second ?? NaN);
/** Optimizers share one model. */
const modelFor = (text: CharacterText) => modelOf(armOf(allArms[0].contestant, null), { text, shape });

export async function* trainingUnit(
  lab: Lab,
  text: CharacterText,
  { contestant, rates }: OptimizerArm,
  { steps, validationBatches }: { steps: number; validationBatches: number },
): AsyncGenerator<LabEvent, TrainingRow, void> {
  const curve: [number, number | null][] = [];
  const tuned = { ...armOf(contestant, rates.second), learningRate: rates.learningRate };
  const work = compareNorms(lab, [tuned], {
    ...{ text, shape, steps, validationBatches },
    curve: { chart: trainingChart, every: Math.ceil(steps / 12) },
  });
  const [{ validation, diverged, stateBytes, weights }] = yield* relay(work, (event) => {
    if (event.type === "point") curve.push([event.x, event.y]);
    return [event];
  });
  const weightBytes = Object.values(weights).reduce((sum, { byteLength }) => sum + byteLength, 0);
  const loss = finite(validation);
  return {
    kind: "training",
    arm: contestant.name,
    seed: lab.seed,
    steps,
    loss,
    diverged,
    curve,
    stateBytes,
    weightBytes,
  };
}

export async function* timeUnit(
  lab: Lab,
  text: CharacterText,
  kind: TimeRow["kind"],
  rounds: number,
): AsyncGenerator<LabEvent, TimeRow, void> {
  const { device, threads, seed } = lab;
  const { batch, context: length } = shape;
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch, length }));
  const timed = allArms.map((arm) => {
    const { scope, loss } = languageModelLoss(modelFor(text), { batch, mode: "training" });
    const { name } = arm.contestant;
    const optimizer = optimizerOf(arm);
    return kind === "step time"
      ? trainingArm(name, { scope, loss, optimizer, feeds, device, threads })
      : updateArm(name, { optimizer, specs: scope.parameters, device, threads });
  });
  const timings = yield* timedPart(lab, timed, { baseline, rounds, runs: kind === "step time" ? 3 : 6 }, kind);
  return { kind, arms: armTimes(timings, baseline), noise: noiseFloor(timings, baseline) };
}
