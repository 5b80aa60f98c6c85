/** A small vision transformer on digits with each norm, and with batches whose pixels are a hundred times too bright. */
import type { DigitBatch, Mnist } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { recipe } from "#lab/training/language-model/index";
import { recorded, recordedStats } from "#lab/measure/batch-statistics";
import { digitTransformer, openClassifier, visionTransformer, type ClassifierPlan } from "#lab/training/vision/index";
import { visionArms, type ArmName, type NamedNorm } from "./arms.ts";
import { OutlierMeter } from "./outliers.ts";
import type { UnifiedLab, VisionSettings } from "./settings.ts";

/** Brightness of the spikes, which come at half and at three quarters of the training. */
const brightness = 100;
const spikesOf = (steps: number): readonly number[] => [Math.floor(steps / 2), Math.floor((3 * steps) / 4)];

/** Steps between two points of a curve that has one per step. */
const spacing = 2;

export function visionPlan(
  { norm }: Pick<NamedNorm, "norm">,
  learningRate: number,
  data: Mnist,
  { steps, batch, tested, ...shape }: VisionSettings,
  { seed, device, threads }: Pick<UnifiedLab, "seed" | "device" | "threads">,
): ClassifierPlan {
  const model: ClassifierPlan["model"] = (at, images) =>
    visionTransformer(at, images, { ...digitTransformer, ...shape, norm });
  return {
    model,
    data,
    batch,
    steps,
    seed,
    ...recipe({ learningRate }, steps),
    maxGradNorm: 1,
    tested,
    device,
    threads,
  };
}

const brighter = ({ images, labels }: DigitBatch): DigitBatch => ({
  images: images.map((pixel) => brightness * pixel),
  labels,
});

/** Trains the arms, and the two with and without filtration once more with spikes; returns how far digits' batches stick out. */
export async function* visionPart(
  lab: UnifiedLab,
  settings: VisionSettings,
  { data, rateOf }: { data: Mnist; rateOf: (arm: ArmName) => number },
): AsyncGenerator<LabEvent, OutlierMeter, void> {
  const { steps } = settings;
  const spikes = spikesOf(steps);
  const arms = visionArms(steps);
  const runs = [
    ...arms.map((arm) => ({ ...arm, spiked: false })),
    ...arms.filter(({ name }) => name.startsWith("UN")).map((arm) => ({ ...arm, spiked: true })),
  ];
  const outliers = new OutlierMeter(steps / 2);
  const accuracies = new Map<string, number>();
  const withOwnStatistics = new Map<string, number>();
  const underSpikes: string[] = [];
  const called = (name: ArmName, spiked: boolean) => (spiked ? `${name}, spikes` : name);

  for (const [index, { name, norm, spiked }] of runs.entries()) {
    const series = called(name, spiked);
    const run = await openClassifier({
      ...visionPlan({ norm: name === "LN" ? recorded(norm) : norm }, rateOf(name), data, settings, lab),
      alter: (digits, step) => (spiked && spikes.includes(step) ? brighter(digits) : digits),
    });
    try {
      let skipped = 0;
      let last = NaN;
      const jumps: string[] = [];
      let accuracy = NaN;
      for await (const { step, loss, diverged } of run.train()) {
        const drawn = step % spacing === 0 || spikes.includes(step - 1);
        if (diverged !== null) {
          accuracy = NaN;
          yield lab.note(`digits, ${series}: ${diverged}`);
        } else if (step === steps || step % Math.ceil(steps / 5) === 0) {
          accuracy = (await run.test()).accuracy;
          if (!spiked) yield lab.point("Digits", { series: name, x: step, y: 100 * accuracy });
        }
        if (spiked && spikes.includes(step - 1)) jumps.push(`${last.toFixed(2)} to ${loss.toFixed(2)}`);
        last = loss;
        if (spiked && drawn) yield lab.point("Spikes", { series: name, x: step, y: loss });
        if (name === "LN") {
          const max = outliers.add(recordedStats(await run.trainer.snapshot()));
          if (max !== null && drawn) yield lab.point("Outliers", { series: "digits", x: step, y: max });
        } else if (name === "UN" && drawn) {
          const counts = Object.entries(await run.trainer.snapshot()).filter(([state]) => state.endsWith("/skipped"));
          const now = counts.reduce((sum, [, [count]]) => sum + count, 0);
          yield lab.point("Batches left out", { series, x: step, y: (100 * (now - skipped)) / counts.length });
          skipped = now;
        }
        yield lab.progress((index + step / steps) / runs.length, `digits, ${series}: step ${step}`);
      }
      accuracies.set(series, accuracy);
      withOwnStatistics.set(series, NaN);
      if (spiked && Number.isFinite(accuracy)) {
        const { accuracy: ownStatistics } = await run.test("training");
        withOwnStatistics.set(series, ownStatistics);
        underSpikes.push(
          `${name}: loss ${jumps.join(", ")}; right ${(100 * accuracy).toFixed(1)} % with the stored statistic, ` +
            `${(100 * ownStatistics).toFixed(1)} % with those of the test batches`,
        );
      }
    } finally {
      await run.release();
    }
  }

  const points = (name: ArmName) => 100 * accuracies.get(name)!;
  yield lab.measure("quality-on-par-vision", points("UN") - points("LN"));
  yield lab.measure("beats-bn", points("UN") - points("BN"));
  // With the test batches' own statistics: the stored one of a model that has learned well may not have come back from the spikes yet.
  const learned = (name: ArmName) => 100 * withOwnStatistics.get(called(name, true))!;
  yield lab.measure("filtration-prevents-collapse", learned("UN") - learned("UN, no filtration"));
  yield lab.note(
    `digits right: ${[...accuracies].map(([arm, share]) => `${arm} ${(100 * share).toFixed(1)} %`).join("; ")}`,
  );
  yield lab.note(`digits with spikes: ${underSpikes.join("; ")}`);
  return outliers;
}
