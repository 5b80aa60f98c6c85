/** Part B: what the cheaper norms save, beside what no norm at all would save: the most that any norm can. */
import { crossEntropy, adamW, initialize, input, layerNormalization, Scope } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import { mobyDickCharacters, type CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { languageModel, textFeeds, type LanguageModel } from "#lab/training/language-model/index";
import { mean } from "#lab/measure/statistics";
import {
  inferenceArm,
  noiseFloor,
  saving,
  shownEstimate,
  timedPart,
  trainingArm,
  twinOf,
  type Estimate,
  type TimedArm,
  type Timings,
} from "#lab/measure/timing";
import { crms, preCrms, recentred, rms, trainable } from "../method.ts";
import type { PreRmsLab, Settings } from "./settings.ts";

/** Layer norm written out in the operations that the other norms are written in, and as the runtime's own operator. */
const written = "LN, basic operations";
const fused = "LN, the runtime's operator";
const ours = "Pre-RMSNorm";
const bound = "no norm (bound)";

/** Forward passes, with how often each runs per round: the shorter, the more often. Training steps take the last shape. */
const shapes = [
  { batch: 1, time: 16, runs: 30 },
  { batch: 1, time: 64, runs: 20 },
  { batch: 16, time: 64, runs: 8 },
] as const;
const largest = shapes.at(-1)!;
type Shape = Pick<(typeof shapes)[number], "batch" | "time">;

/** The models that are timed. No norm has gain or bias, as in the authors' timings: these fold into what follows. */
function models(model: LanguageModel): Record<string, LanguageModel> {
  return {
    [written]: { ...model, norm: (_, x) => rms(recentred(x)) },
    [fused]: { ...model, norm: (_, x) => layerNormalization(x).output },
    [ours]: { ...model, norm: (_, x) => rms(x) },
    "Pre-CRMSNorm": { ...preCrms(model), headBias: false },
    "Pre-CRMSNorm, same width": { ...model, norm: (_, x) => crms(x) },
    [bound]: { ...model, norm: (_, x) => x },
  };
}

/** For training, Pre-RMSNorm recentres its parameters in each step: without that it is another model. */
const trainedModels = (model: LanguageModel): Record<string, LanguageModel> => ({
  ...models(model),
  [ours]: trainable(model, (_, x) => rms(x)),
  "RMSNorm, not recentred": models(model)[ours],
});

export async function* speedPart(
  lab: PreRmsLab,
  { model: { batch: _, ...shape }, speed: { depth, rounds, trainingRounds } }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const text = await mobyDickCharacters();
  const model: LanguageModel = { ...shape, depth, vocabulary: text.vocabulary.size, norm: (_, x) => x };
  const partOf = (part: number) => withProgressRange(lab, part / (shapes.length + 1), (part + 1) / (shapes.length + 1));

  // One program saves little on one shape and much on another: a claim is about the mean over all three.
  const baselines = [written, fused] as const;
  const saved = { [written]: [] as number[], [fused]: [] as number[] };
  const twins = { [written]: [] as number[], [fused]: [] as number[] };
  for (const [part, shape] of shapes.entries()) {
    const { batch, time, runs } = shape;
    const at = `inference of ${batch} x ${time} characters`;
    const arms = Object.entries(models(model)).map(([name, of]) => inference(name, of, text, shape, lab));
    const timings = yield* timedPart(partOf(part), arms, { baseline: written, twins: [fused], rounds, runs }, at);
    for (const [name, { median }] of savings(timings, written))
      yield lab.point("Time saved in inference", { series: name, x: batch * time, y: median });
    yield* notes(lab, at, timings);
    for (const baseline of baselines) {
      saved[baseline].push(saving(timings, ours, baseline).median);
      twins[baseline].push(twinSaving(timings, baseline));
    }
  }
  yield lab.measure("infer-time-saving", mean(saved[written]), { twin: mean(twins[written]) });
  yield lab.measure("infer-time-saving-fused", mean(saved[fused]), { twin: mean(twins[fused]) });

  const at = `a training step on ${largest.batch} x ${largest.time} characters`;
  const arms = Object.entries(trainedModels(model)).map(([name, of]) => training(name, of, text, lab));
  const plan = { baseline: written, twins: [fused], rounds: trainingRounds, runs: 4 };
  const timings = yield* timedPart(partOf(shapes.length), arms, plan, at);
  for (const name of Object.keys(timings))
    for (const [round, time] of timings[name].entries())
      if (name !== written)
        yield lab.point("Time saved in training", {
          series: name,
          x: round + 1,
          y: 100 * (1 - time / timings[written][round]),
        });
  yield* notes(lab, at, timings);
  yield lab.measure("train-time-saving", saving(timings, ours, written).median, {
    twin: twinSaving(timings, written),
  });
  yield lab.measure("train-time-saving-fused", saving(timings, ours, fused).median, {
    twin: twinSaving(timings, fused),
  });
}

const inference = (
  name: string,
  model: LanguageModel,
  text: CharacterText,
  { batch, time }: Shape,
  { seed, device, threads }: PreRmsLab,
): TimedArm => {
  const scope = new Scope({ mode: "inference" });
  const { logits } = languageModel(scope, input("tokens", [batch, time], "int32"), model);
  const { inputs: tokens } = randomWindows(text.validation, seed, 0, { batch, length: time });
  const parameters = initialize(scope, seed);
  return inferenceArm(name, { outputs: { logits }, feeds: { tokens }, parameters, device, threads });
};

const training = (
  name: string,
  model: LanguageModel,
  text: CharacterText,
  { seed, device, threads }: PreRmsLab,
): TimedArm => {
  const { batch, time: length } = largest;
  const scope = new Scope();
  const { logits } = languageModel(scope, input("tokens", [batch, length], "int32"), model);
  const loss = crossEntropy(logits, input("targets", [batch, length], "int32"));
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch, length }));
  const optimizer = adamW({ learningRate: 1e-3, weightDecay: 0.1 });
  return trainingArm(name, { scope, loss, optimizer, maxGradNorm: 1, seed, feeds, device, threads });
};

/** What a layer norm saves against itself. */
const twinSaving = (timings: Timings, baseline: string): number => saving(timings, twinOf(baseline), baseline).median;

const savings = (timings: Timings, baseline: string): [string, Estimate][] =>
  Object.keys(timings)
    .filter((name) => name !== baseline)
    .map((name) => [name, saving(timings, name, baseline)]);

/** What each arm saves against either layer norm, with intervals; the twin of the baseline is the noise. */
function* notes(lab: PreRmsLab, what: string, timings: Timings): Generator<LabEvent> {
  for (const baseline of [written, fused]) {
    const parts = savings(timings, baseline).map(([name, estimate]) => `${name} ${shownEstimate(estimate)}`);
    yield lab.note(`${what}, % of time saved against ${baseline}: ${parts.join(", ")}`);
  }
  const share = (baseline: string) => shownEstimate(saving(timings, bound, baseline));
  yield lab.note(
    `${what}: all norms together are ${share(written)} % of the time with ${written}, ${share(fused)} % with ${fused}; no norm can save more`,
  );
  const floor = noiseFloor(timings, written).toFixed(1);
  yield lab.note(`${what}: as ${written} differs from itself by up to ${floor} %, less than that says nothing`);
}
