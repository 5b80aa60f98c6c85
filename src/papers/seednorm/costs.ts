/** What SeeDNorm costs: parameters, exactly; time, against RMSNorm in one alternating run; and that it starts as RMSNorm. */
import { adamW, initialize, type Scope } from "#engine";
import { randomWindows } from "../datasets/batches.ts";
import type { CharacterText } from "../datasets/moby-dick.ts";
import type { LabEvent } from "../kit/index.ts";
import { languageModelLoss, modelOf, textFeeds } from "../testbeds/language-model/index.ts";
import { openProbe } from "../testbeds/probe.ts";
import {
  inferenceArm,
  noiseFloor,
  timeArms,
  timeRatio,
  trainingArm,
  type TimedArm,
  type Timings,
} from "../testbeds/timing.ts";
import { contestants, ours, rms, type Contestant } from "./arms.ts";
import type { SeedLab, Settings } from "./settings.ts";

export async function* costsPart(
  lab: SeedLab,
  settings: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const { shape } = settings;
  const { batch } = shape;
  const { seed, device, threads } = lab;
  const lossOf = (arm: Contestant, mode: "training" | "inference") =>
    languageModelLoss(modelOf(arm, { text, shape }), { batch, mode });
  const feeds = textFeeds(randomWindows(text.train, seed, 0, { batch, length: shape.context }));

  const [own, plain] = [lossOf(ours, "inference"), lossOf(rms, "inference")];
  const norms = 2 * shape.depth + 1;
  yield lab.measure("few-params", (sizeOf(own.scope) - sizeOf(plain.scope)) / (norms * shape.width), { exact: true });

  // Two scopes cannot share a program, so each model is looked at by itself.
  const logits: Float32Array[] = [];
  for (const { scope, logits: out } of [own, plain]) {
    const probe = await openProbe({ out }, { device, threads });
    logits.push((await probe.run(initialize(scope, seed), { tokens: feeds.tokens })).out.data as Float32Array);
    await probe.release();
  }
  yield lab.measure(
    "init-equals-rmsnorm",
    logits[0].reduce((most, value, at) => Math.max(most, Math.abs(value - logits[1][at])), 0),
  );

  const steps = contestants.map((arm) => {
    const { scope, loss } = lossOf(arm, "training");
    const optimizer = adamW({ rate: 1e-3, decay: 0.1, decays: arm.decays });
    return trainingArm(arm.name, { scope, loss, optimizer, clip: 1, seed, feeds, device, threads });
  });
  const training = yield* timed(lab, steps, settings.rounds, 3, [0, 0.7]);
  for (const { name } of contestants.filter(({ name }) => name !== rms.name))
    for (const [round, time] of training[name].entries())
      yield lab.point("Step time", { series: name, x: round + 1, y: 100 * (time / training[rms.name][round] - 1) });
  yield lab.measure("negligible-overhead", 100 * (timeRatio(training, ours.name, rms.name).median - 1));
  yield lab.note(summary("a training step", training));

  const passes = contestants.map((arm) => {
    const { scope, logits } = lossOf(arm, "inference");
    const { tokens } = feeds;
    const parameters = initialize(scope, seed);
    return inferenceArm(arm.name, { outputs: { logits }, feeds: { tokens }, parameters, device, threads });
  });
  const inference = yield* timed(lab, passes, settings.rounds, 6, [0.7, 1]);
  yield lab.note(summary("a forward pass", inference));
}

const sizeOf = ({ parameters }: Scope): number => parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);

async function* timed(
  lab: SeedLab,
  arms: readonly TimedArm[],
  rounds: number,
  runs: number,
  [from, to]: readonly [from: number, to: number],
): AsyncGenerator<LabEvent, Timings, void> {
  yield lab.progress(from, "timing: compiling");
  const work = timeArms(arms, { baseline: rms.name, rounds, runs, seed: lab.seed });
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
    yield lab.progress(from + (to - from) * value, "timing");
  }
}

function summary(what: string, timings: Timings): string {
  const told = contestants
    .filter(({ name }) => name !== rms.name)
    .map(({ name }) => {
      const { median, interval } = timeRatio(timings, name, rms.name);
      return `${name} ${median.toFixed(3)} [${interval.map((end) => end.toFixed(3)).join(", ")}]`;
    });
  return (
    `${what}, as a multiple of RMSNorm's time: ${told.join(", ")}; ` +
    `RMSNorm differs from itself by up to ${noiseFloor(timings, rms.name).toFixed(1)} %`
  );
}
