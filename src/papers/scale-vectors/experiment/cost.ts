/** What more gains cost: whole training steps, interleaved. */
import { randomWindows } from "#lab/datasets/batches";
import type { LabEvent } from "#lab/kit/index";
import { languageModelLoss, recipe, textFeeds } from "#lab/training/language-model/index";
import { noiseFloor, timedPart, timeRatio, trainingArm, twinOf } from "#lab/measure/timing";
import { modelIn } from "./arms.ts";
import type { Bench, ScaleVectorsLab, Settings } from "./settings.ts";

export async function* costPart(
  lab: ScaleVectorsLab,
  { timingRounds }: Settings,
  bench: Bench,
): AsyncGenerator<LabEvent, void, void> {
  const { shape, text } = bench;
  const feeds = textFeeds(randomWindows(text.train, lab.seed, 0, { batch: shape.batch, length: shape.context }));
  const names = ["baseline", "HG", "DP", "unified"] as const;
  const arms = names.map((name) => {
    const { scope, loss } = languageModelLoss(modelIn(bench, name), { batch: shape.batch, mode: "training" });
    const { optimizer } = recipe({ learningRate: 1e-3 }, 100);
    return trainingArm(name, {
      scope,
      loss,
      optimizer,
      maxGradNorm: 1,
      feeds,
      device: lab.device,
      threads: lab.threads,
    });
  });
  const plan = { baseline: "baseline", rounds: timingRounds };
  const timings = yield* timedPart(lab, arms, plan, "whole steps");
  const extra = (name: string) => 100 * (timeRatio(timings, name, "baseline").median - 1);
  yield lab.measure("overhead-negligible", extra("unified"), { twin: extra(twinOf("baseline")) });
  yield lab.note(
    `extra time of a step: ${names
      .slice(1)
      .map((name) => `${name} ${extra(name).toFixed(1)} %`)
      .join(", ")}; the same program twice differs by up to ${noiseFloor(timings, "baseline").toFixed(1)} %`,
  );
}
