/** What SeeDNorm costs: parameters, exactly; time, against RMSNorm in one alternating run; and that it starts as RMSNorm. */
import { adamW, initialize, type Scope } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { languageModelLoss, modelOf, textFeeds, type Arm } from "#lab/training/language-model/index";
import { noNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import {
  inferenceArm,
  noiseFloor,
  saving,
  shownEstimate,
  timedPart,
  timeRatio,
  trainingArm,
  twinOf,
  type Timings,
} from "#lab/measure/timing";
import { arms, ours, rms } from "./arms.ts";
import type { SeedLab, Settings } from "./settings.ts";

export async function* costsPart(
  lab: SeedLab,
  settings: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const { shape } = settings;
  const { batch } = shape;
  const { seed, device, threads } = lab;
  const lossOf = (arm: Arm, mode: "training" | "inference") =>
    languageModelLoss(modelOf(arm, { text, shape }), { batch, mode });
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch, length: shape.context }));

  const [own, plain] = [lossOf(ours, "inference"), lossOf(rms, "inference")];
  const norms = 2 * shape.depth + 1;
  yield lab.measure("few-params", (sizeOf(own.scope) - sizeOf(plain.scope)) / (norms * shape.width), { exact: true });

  // Two scopes cannot share a program, so each model is looked at by itself.
  const logits: Float32Array[] = [];
  for (const { scope, logits: out } of [own, plain]) {
    const evaluator = await openEvaluator({ out }, { device, threads });
    logits.push((await evaluator.run(initialize(scope, seed), { tokens: feeds.tokens })).out.data as Float32Array);
    await evaluator.release();
  }
  yield lab.measure(
    "init-equals-rmsnorm",
    logits[0].reduce((max, value, at) => Math.max(max, Math.abs(value - logits[1][at])), 0),
  );

  const steps = timed.map((arm) => {
    const { scope, loss } = lossOf(arm, "training");
    const optimizer = adamW({ learningRate: 1e-3, weightDecay: 0.1, decayFilter: arm.decayFilter });
    return trainingArm(arm.name, { scope, loss, optimizer, maxGradNorm: 1, seed, feeds, device, threads });
  });
  const plan = { baseline: rms.name, rounds: settings.rounds };
  const training = yield* timedPart(withProgressRange(lab, 0, 0.7), steps, { ...plan, runs: 4 }, "training steps");
  for (const { name } of timed.filter(({ name }) => name !== rms.name))
    for (const [round, time] of training[name].entries())
      yield lab.point("Step time", { series: name, x: round + 1, y: 100 * (time / training[rms.name][round] - 1) });
  const extra = (arm: string) => 100 * (timeRatio(training, arm, rms.name).median - 1);
  yield lab.measure("negligible-overhead", extra(ours.name), { twin: extra(twinOf(rms.name)) });
  yield lab.note(summary("a training step", training));

  const passes = timed.map((arm) => {
    const { scope, logits } = lossOf(arm, "inference");
    const { tokens } = feeds;
    const parameters = initialize(scope, seed);
    return inferenceArm(arm.name, { outputs: { logits }, feeds: { tokens }, parameters, device, threads });
  });
  const inference = yield* timedPart(withProgressRange(lab, 0.7, 1), passes, { ...plan, runs: 6 }, "forward passes");
  yield lab.note(summary("a forward pass", inference));
}

/** No norm at all shows how much of the time there is for a norm to change. */
const none: Arm = { name: "no norm", norm: noNorm };
const timed: readonly Arm[] = [...arms, none];

const sizeOf = ({ parameters }: Scope): number => parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);

function summary(what: string, timings: Timings): string {
  const parts = timed
    .filter(({ name }) => name !== rms.name)
    .map(({ name }) => `${name} ${shownEstimate(timeRatio(timings, name, rms.name), 3)}`);
  return (
    `${what}, as a multiple of RMSNorm's time: ${parts.join(", ")}; ` +
    `its norms take ${shownEstimate(saving(timings, none.name, rms.name))} % of that, ` +
    `and it differs from itself by up to ${noiseFloor(timings, rms.name).toFixed(1)} %`
  );
}
