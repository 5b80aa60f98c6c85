/** The deep model: how the stream grows with every arm, before, in and after training. */
import { initialize } from "#engine";
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import { openStreamProfiler, type StreamProfile } from "#lab/measure/depth-profile";
import { compareNorms } from "#lab/training/language-model/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { armsFor, type ArmName } from "./arms.ts";
import type { BhytLab, ChartName, Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

export async function* growthPart(
  lab: BhytLab,
  { deep: { shape, steps }, validationBatches }: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const bench = { text, shape };
  const ends = new Map<ArmName, StreamProfile>();
  const starts = new Map<ArmName, StreamProfile>();
  const losses: string[] = [];
  const arms = armsFor(bench, steps);
  for (const [index, arm] of arms.entries()) {
    const stream = await openStreamProfiler(lab, arm, bench);
    try {
      const start = await stream.of(initialize(stream.scope, lab.seed));
      starts.set(arm.name, start);
      yield* drawn(lab, "Variance before training", arm.name, start.variance);
      const [{ weights, diverged, validation }] = yield* compareNorms(
        lab,
        [{ ...arm, learningRate: tunedLearningRate(tuning, `deep: ${arm.name}`) }],
        {
          ...bench,
          steps,
          validationBatches,
          share: [index / arms.length, (index + 1) / arms.length],
          async *watch({ step, trainer }) {
            if (step !== Math.ceil(steps / 4)) return;
            const { variance } = await stream.of(await trainer.snapshot());
            yield* drawn(lab, "Variance after a quarter", arm.name, variance);
          },
        },
      );
      losses.push(`${arm.name} ${validation.toFixed(3)}`);
      if (diverged !== null) continue;
      const end = await stream.of(weights);
      ends.set(arm.name, end);
      yield* drawn(lab, "Variance of the stream", arm.name, end.variance);
      yield* drawn(lab, "Mean magnitude of the stream", arm.name, end.magnitude);
    } finally {
      await stream.release();
    }
  }
  const last = (name: ArmName) => ends.get(name)?.variance.at(-1) ?? NaN;
  yield lab.measure("bounds-growth", last("BHyT") / last("RMSNorm"));
  yield lab.measure("bounds-beyond-gain", last("BHyT") / last("RMSNorm, gain 0.2"));
  const worst = (sizes: ReadonlyMap<ArmName, StreamProfile>) => worstRatio(sizes.get("BHyT, exact"), sizes.get("LNS"));
  yield lab.measure("variance-guarantee", Math.max(worst(starts), worst(ends)));
  yield lab.note(
    `largest ratio over the layers of the variance with exact BHyT to that with LNS: ${worst(starts).toFixed(3)} before training, ${worst(ends).toFixed(3)} after; ` +
      `lambda / kappa is 0.2 at the start, 1 / sqrt(${shape.depth}) is ${(1 / Math.sqrt(shape.depth)).toFixed(3)}`,
  );
  yield lab.note(
    `variance of the deep stream, last over first: ${[...ends].map(([name, { variance }]) => `${name} ${(variance.at(-1)! / variance[0]).toFixed(1)}`).join(", ")}`,
  );
  yield lab.note(`deep model, nats per character: ${losses.join(", ")}`);
}

/** Over what the blocks put out; what enters the first is the embeddings' and the same for all. */
export const worstRatio = (ours: StreamProfile | undefined, theirs: StreamProfile | undefined): number =>
  ours && theirs ? Math.max(...ours.variance.slice(1).map((value, at) => value / theirs.variance[at + 1])) : NaN;

function* drawn(lab: BhytLab, chart: ChartName, series: string, values: readonly number[]): Generator<LabEvent> {
  for (const [at, y] of values.entries()) yield lab.point(chart, { series, x: at, y });
}
