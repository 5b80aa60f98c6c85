/** The text side: six norms in one language model, watched from step to step. */
import { randomWindows } from "#lab/datasets/batches";
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import type { Parameters } from "#engine";
import { compareNorms, type TunedArm, type ArmResult, type ArmStep } from "#lab/training/language-model/index";
import { recorded, recordedStats } from "#lab/measure/batch-statistics";
import { mean, median } from "#lab/measure/statistics";
import type { ArmName } from "./arms.ts";
import { backwardState } from "./backward.ts";
import { FluctuationMeter } from "./fluctuation.ts";
import { openReplay } from "./replay.ts";
import type { PowerNormLab, Settings } from "./settings.ts";

/** Arms whose residual stream is drawn. */
const streams: readonly string[] = ["LN", "PN", "PN, unscaled"] satisfies ArmName[];

/** Steps between two points of a curve that has one per step. */
export const spacing = 4;

/** Trains the arms and measures the claims on losses, statistics and gradients; returns the meter of batch norm on text. */
export async function* languagePart(
  lab: PowerNormLab,
  { shape, steps, validationBatches, every }: Settings,
  { text, arms }: { text: CharacterText; arms: readonly TunedArm[] },
): AsyncGenerator<LabEvent, FluctuationMeter, void> {
  const meter = new FluctuationMeter();
  const ratios: number[] = [];
  const largest: Partial<Record<string, { gam: number; nu: number }>> = {};
  let before: Parameters = {};
  const batchNorm = arms.find(({ name }) => name === "BN")!;
  const replay = await openReplay(batchNorm, { text, shape }, lab);

  async function* watch({ arm: { name }, step, trainer }: ArmStep): AsyncGenerator<LabEvent, void, void> {
    const weights = await trainer.snapshot();
    const drawn = step % spacing === 0;
    if (name === "BN") {
      const now = meter.add(recordedStats(weights));
      if (now && drawn) yield lab.point("Fluctuation", { series: "text", x: step, y: now.distance });
      if (step % Math.ceil(steps / 4) === 0) {
        const { batch, context } = shape;
        ratios.push(
          ...(await replay.ratios(weights, randomWindows(text.train, lab.seed, step, { batch, length: context }))),
        );
      }
    }
    if (name.startsWith("PN") && name !== "PN-V" && step > Math.ceil(steps / 5) + 1) {
      const state = backwardState(before, weights);
      const max = (largest[name] ??= { gam: 0, nu: 0 });
      for (const key of ["gam", "nu"] as const) max[key] = Math.max(max[key], state[key]);
      if (drawn) yield lab.point("Backward statistic", { series: name, x: step, y: state.nu });
      if (drawn && name === "PN")
        yield lab.point("Fluctuation", { series: "text, PN's own statistic", x: step, y: state.distance });
    }
    if (drawn && streams.includes(name))
      yield lab.point("Residual stream", {
        series: name,
        x: step,
        y: mean(Array.from(recordedStats(weights).at(-1)!.square)),
      });
    before = weights;
  }

  let results: ArmResult[];
  try {
    results = yield* compareNorms(
      lab,
      arms.map((arm) => ({ ...arm, norm: recorded(arm.norm) })),
      { text, shape, steps, validationBatches, curve: { chart: "Validation", every }, watch },
    );
  } finally {
    await replay.release();
  }

  const nats = (name: ArmName) => results.find(({ arm }) => arm.name === name)!.validation;
  const saved = Math.exp(nats("LN")) - Math.exp(nats("PN"));
  yield lab.measure("ppl-ptb", saved);
  yield lab.measure("bn-worse-than-ln", nats("BN") - nats("LN"));
  // The same parts for both: the released layer and its baseline scale each token first, the equations alone do not.
  yield lab.measure("beats-bn", nats("BN, scaled") - nats("PN"));
  yield lab.measure("beats-bn-unscaled", nats("BN") - nats("PN, unscaled"));
  yield lab.note(
    `nats per character: ${results.map(({ arm, validation }) => `${arm.name} ${validation.toFixed(3)}`).join(", ")}`,
  );

  yield lab.measure("qm-steadier", meter.settled("runningSquare") / meter.settled("variance"));
  yield lab.note(
    `change of a statistic from one batch to the next: variance ${meter.settled("variance").toFixed(4)}, ` +
      `mean square ${meter.settled("square").toFixed(4)}, running mean square ${meter.settled("runningSquare").toFixed(4)}`,
  );
  yield lab.measure("smaller-lipschitz", median(ratios));
  yield lab.measure("bounded-gradient", largest.PN?.gam ?? NaN);
  for (const [name, max] of Object.entries(largest))
    yield lab.note(`${name} at most: |nu| ${max!.nu.toExponential(2)}, mean(z²) ${max!.gam.toFixed(2)}`);
  return meter;
}
