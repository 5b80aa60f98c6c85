/** What an optimizer costs: bytes by arithmetic, as the paper counts them, and the time of an update alone. */
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import { timedPart, timeRatio, twinOf } from "#lab/measure/timing";
import { languageModelLoss, modelOf } from "#lab/training/language-model/index";
import { ratesOf, tunedArmOf, updateArm } from "#lab/training/optimizers/index";
import { memoryOf, published } from "../method.ts";
import { contestants, keys } from "./arms.ts";
import type { ScaleLab, Settings } from "./settings.ts";
import { tuning } from "./rates.ts";

/** The arithmetic of the paper's own models. */
export function* memoryPart(lab: ScaleLab): Generator<LabEvent, void, void> {
  const { "7 B": largest, ...upToOneBillion } = published;
  const shares = Object.values(upToOneBillion).map(
    (shape) => (100 * memoryOf("SCALE", shape).total) / memoryOf("Adam", shape).total,
  );
  // "At every size": the one that saves least.
  yield lab.measure("memory-fraction", Math.max(...shares), { exact: true });
  yield lab.measure("memory-apollo-7b", memoryOf("SCALE", largest).total / 1e9, { exact: true });
}

/** Number of weights of the model that is trained here, and the time of each update as a multiple of plain SGD's. */
export async function* updatePart(
  lab: ScaleLab,
  { shape, timingRounds: rounds }: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const { scope } = languageModelLoss(modelOf(tunedArmOf(tuning, contestants.sgd), { text, shape }), {
    batch: 1,
    mode: "training",
  });
  const specs = scope.parameters;
  const arms = keys.map((key) => {
    const { learningRate, second } = ratesOf(tuning, contestants[key]);
    const optimizer = contestants[key].optimizer(learningRate, second ?? NaN);
    return updateArm(contestants[key].name, { optimizer, specs, device: lab.device, threads: lab.threads });
  });
  const baseline = contestants.sgd.name;
  const timings = yield* timedPart(lab, arms, { baseline, rounds, runs: 6 }, "updates");
  for (const [at, key] of keys.entries())
    yield lab.point("Update", {
      series: contestants[key].rates === 1 ? "one tuned rate" : "two tuned rates",
      x: timeRatio(timings, contestants[key].name, baseline).median,
      y: at + 1,
    });
  yield lab.note(`plain SGD against its twin: ${timeRatio(timings, twinOf(baseline), baseline).median.toFixed(2)}`);
}
