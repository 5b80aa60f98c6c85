/** How high a learning rate an arm bears in a deep model, and what its gradients and its stream look like there. */
import { initialize } from "#engine";
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { Lab, LabEvent } from "#lab/kit/index";
import { openDepthProfiler } from "#lab/measure/depth-profile";
import { modelOf, openLanguageModel, recipe } from "#lab/training/language-model/index";
import type { BakeoffArm } from "./arms.ts";
import { depthRow, finite, type DepthRow, type StabilityRow } from "./rows.ts";
import { deep, profiledRate } from "./settings.ts";

/** A run has learned something when it ends this many nats below its first loss. */
const learned = 0.5;

export async function* stabilityUnit(
  lab: Lab,
  text: CharacterText,
  { arm, steps, learningRates }: { arm: BakeoffArm; steps: number; learningRates: readonly number[] },
): AsyncGenerator<LabEvent, StabilityRow, void> {
  const comparison = { text, shape: deep };
  const model = modelOf(arm, comparison);
  const depth: { -readonly [K in keyof StabilityRow["depth"]]: DepthRow } = {};
  const profiler = await openDepthProfiler(lab, arm, comparison);
  const found: StabilityRow["learningRates"][number][] = [];
  try {
    depth.start = depthRow(await profiler.of(initialize(profiler.scope, lab.seed)));
    for (const [index, learningRate] of learningRates.entries()) {
      const { device, threads, seed } = lab;
      const plan = { model, text, batch: deep.batch, steps, seed, maxGradNorm: 1, device, threads };
      const run = await openLanguageModel({ ...plan, ...recipe({ ...arm, learningRate }, steps) });
      try {
        const losses: number[] = [];
        for await (const { loss, step } of run.train()) {
          losses.push(loss);
          yield lab.progress(
            (index + step / steps) / learningRates.length,
            `rate ${learningRate}, step ${step} of ${steps}`,
          );
        }
        // Training losses of single batches jump; the last five together do not.
        const tail = losses.slice(-5);
        const last = losses.length < steps ? NaN : tail.reduce((sum, loss) => sum + loss, 0) / tail.length;
        found.push({ learningRate, first: losses[0], last: finite(last) });
        if (learningRate === profiledRate && Number.isFinite(last))
          depth.end = depthRow(await profiler.of(await run.trainer.snapshot()));
      } finally {
        await run.release();
      }
    }
  } finally {
    await profiler.release();
  }
  const bearable = found
    .filter(({ first, last }) => last !== null && last < first - learned)
    .map(({ learningRate }) => learningRate);
  return {
    kind: "stability",
    arm: arm.name,
    steps,
    learningRates: found,
    largest: bearable.length > 0 ? Math.max(...bearable) : null,
    depth,
  };
}
