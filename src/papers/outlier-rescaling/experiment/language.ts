/** The character model: losses with as many weights in every arm, the residual stream, and what four bits cost. */
import type { CharacterText } from "#lab/datasets/moby-dick";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { compareNorms } from "#lab/training/language-model/index";
import { validationFeeds } from "#lab/training/text";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { embeddingStd, textArms, weightsOf, type TextArmName } from "./arms.ts";
import { fourBitLoss } from "./four-bits.ts";
import { openResidualViewer } from "./residual.ts";
import { isDrawn, type OutlierLab, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

/** Largest over middle dimension from which there is a residual sink to speak of. */
const sink = 5;

/** Arms whose loss in four bits is looked at. */
const fourBits = ["RMSNorm", "GA", "GA + PreAffine", "GA + GatedNorm"] as const satisfies readonly TextArmName[];

export async function* languagePart(
  lab: OutlierLab,
  { text: { arms: names, shape, steps, validationBatches } }: Settings,
  text: CharacterText,
): AsyncGenerator<LabEvent, void, void> {
  const bench = { text, shape };
  const arms = textArms(bench, names);
  const results = yield* compareNorms(
    withProgressRange(lab, 0, 0.85),
    arms.map((arm) => ({ ...arm, learningRate: tunedLearningRate(tuning.text, arm.name) })),
    {
      ...bench,
      steps,
      embeddingStd,
      validationBatches,
      curve: { chart: "Validation", every: Math.ceil(steps / 5) },
    },
  );
  const resultOf = (name: TextArmName) => results.find(({ arm }) => arm.name === name)!;
  const nats = (name: TextArmName) => resultOf(name).validation;

  const set = { batch: shape.batch, batches: 1, length: shape.context, start: text.start };
  const [{ tokens }] = validationFeeds(text.validation, set);
  for (const arm of arms) {
    yield lab.progress(0.88, `${arm.name}: residual stream`);
    const viewer = await openResidualViewer(lab, arm, bench);
    const { peak, sizes, sinkRatio, steadiness } = await viewer.of(resultOf(arm.name).weights, tokens);
    await viewer.release();
    if (arm.name === "RMSNorm")
      yield lab.note(
        `${sinkRatio < sink ? "no residual sink at this scale" : "a residual sink"}: the largest dimension of RMSNorm's stream is ${sinkRatio.toFixed(1)} times the one in the middle, and the largest of its token in ${(100 * steadiness).toFixed(0)} % of them; what depends on sinks is seen in the toy and in the task only`,
      );
    yield lab.note(
      `${arm.name}: ${nats(arm.name).toFixed(4)} nats with ${weightsOf(arm, bench)} weights; largest activation ${peak.toFixed(1)}, largest dimension ${sinkRatio.toFixed(1)} times the one in the middle`,
    );
    if (isDrawn(lab))
      for (const [at, y] of sizes.entries())
        if (at < 8 || at % 8 === 7) yield lab.point("Residual dimensions", { series: arm.name, x: at + 1, y });
  }
  yield lab.measure("dyt-kills-outliers-and-quality", nats("DyT") - nats("RMSNorm"));
  yield lab.measure("glu-constrains", nats("GLU") - nats("RMSNorm"));
  yield lab.measure("avg-gain", nats("GA") - nats("GA + GatedNorm"));

  const rise = new Map<TextArmName, number>();
  for (const name of fourBits.filter((name) => names.includes(name))) {
    yield lab.progress(0.92, `${name}: four bits`);
    const { arm, weights, diverged } = resultOf(name);
    const cut = diverged === null ? await fourBitLoss(lab, arm, weights, bench, validationBatches) : NaN;
    rise.set(name, cut - nats(name));
  }
  yield lab.measure("w4a4", rise.get("GA + GatedNorm")! - rise.get("GA")!);
  yield lab.note(
    `nats lost in four bits: ${[...rise].map(([name, value]) => `${name} ${value.toFixed(4)}`).join(", ")}`,
  );
}
