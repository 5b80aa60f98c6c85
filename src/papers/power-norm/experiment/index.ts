/** Measures PowerNorm's claims: on text against layer norm and batch norm, on digits for comparison, and in an encoder. */
import { mnist } from "#lab/datasets/mnist";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { experiment, withProgressRange, type LabEvent, type Plan } from "#lab/kit/index";
import { compareNorms, recipe, shapes, type TunedArm } from "#lab/training/language-model/index";
import { tunedLearningRate, tuningOf } from "#lab/training/tuning/index";
import { batchNorm } from "#lab/nn/norms";
import { recorded, recordedStats } from "#lab/measure/batch-statistics";
import { digitTransformer, openClassifier, visionTransformer } from "#lab/training/vision/index";
import { armsFor } from "./arms.ts";
import { FluctuationMeter } from "./fluctuation.ts";
import { languagePart, spacing } from "./language.ts";
import paper from "../paper.ts";
import { full, type ChartName, type PowerNormLab, type Settings } from "./settings.ts";
import { translationPart } from "./translation.ts";
import tuning from "./tuning.json" with { type: "json" };

const rateOf = (name: string) => tunedLearningRate(tuning, name);

const plan: Plan<keyof (typeof paper)["claims"]> = {
  seeds: 8,
  why: "Losses after 200 steps had a standard deviation of 0.004 to 0.01 nats, and 0.01 counts; eight seeds show 0.008 of the larger one.",
  pilot: {},
  arms: [
    "LN",
    "BN",
    "BN, scaled",
    "PN-V",
    "PN",
    "PN, unscaled",
    "BN, characters from everywhere",
    "LN encoder",
    "PN encoder",
  ],
  steps: { text: 600, digits: 300, translation: 400 },
  ...tuningOf(tuning),
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    Fluctuation: {
      x: { label: "Step" },
      y: { label: "Relative distance of the batch's variance to its running value", scale: "log" },
      caption:
        "Text above digits is the paper's diagnosis; text whose characters come from 1 024 places shows how much of it is due to reading whole sequences.",
    },
    Validation: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "All norms with stored statistics are evaluated with them. Each arm has its own tuned learning rate.",
    },
    "Backward statistic": {
      x: { label: "Step" },
      y: { label: "Largest |nu|", scale: "log" },
      caption:
        "After the warm-up. Where the released layer's scaling of each token is left out, it has more to follow.",
    },
    "Residual stream": {
      x: { label: "Step" },
      y: { label: "Mean square before the final norm", scale: "log" },
      caption:
        "Without the scaling of each token the stream grows: nothing bounds what the running statistic lets through.",
    },
    Translation: {
      x: { label: "Step" },
      y: { label: "Words right", unit: "%" },
      caption: "A made-up language; the decoder has layer norm in both.",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 40, browser: 120 },
      shape: shapes.wide,
      steps: 80,
      validationBatches: 4,
      every: 20,
      digits: { ...digitTransformer, batch: 64, steps: 60 },
      translation: { depth: 2, width: 48, batch: 48, steps: 80, tested: 512 },
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    shape: { depth: 1, width: 16, heads: 2, context: 8, batch: 8 },
    steps: 12,
    validationBatches: 1,
    every: 6,
    digits: { ...digitTransformer, depth: 1, width: 16, heads: 2, patch: 14, batch: 8, steps: 6 },
    translation: { depth: 1, width: 16, batch: 4, steps: 4, tested: 8 },
  },
  measures: [
    "ppl-ptb",
    "bleu-iwslt14",
    "bn-worse-than-ln",
    "beats-bn",
    "beats-bn-unscaled",
    "nlp-stats-fluctuate",
    "qm-steadier",
    "smaller-lipschitz",
    "bounded-gradient",
  ],
  datasets: ["mnist", "moby-dick"],
  plan,
  async *run(lab, settings) {
    const text = await mobyDickCharacters();
    const arms: TunedArm[] = armsFor(settings.steps, settings.shape.heads).map((arm) => ({
      ...arm,
      learningRate: rateOf(arm.name),
    }));
    const onText = yield* languagePart(withProgressRange(lab, 0, 0.75), settings, { text, arms: arms });

    const apart = new FluctuationMeter();
    const { batch, context } = settings.shape;
    const control = { ...arms.find(({ name }) => name === "BN")!, name: "BN, characters from everywhere" };
    yield* compareNorms(withProgressRange(lab, 0.75, 0.85), [{ ...control, norm: recorded(control.norm) }], {
      text,
      shape: { ...settings.shape, context: 1, batch: batch * context },
      steps: settings.steps,
      validationBatches: 1,
      async *watch({ step, trainer }) {
        yield* drawn(
          lab,
          "text, each character from elsewhere",
          step,
          apart.add(recordedStats(await trainer.snapshot())),
        );
      },
    });
    const digits = yield* digitsPart(withProgressRange(lab, 0.85, 0.9), settings, rateOf("BN"));
    const distance = (meter: FluctuationMeter) => meter.settled("distance");
    const shift = (meter: FluctuationMeter) => meter.settled("shift").toFixed(4);
    yield lab.measure("nlp-stats-fluctuate", distance(onText) / distance(digits));
    yield lab.note(
      `relative distance of a batch's variance to its running value: text ${distance(onText).toFixed(4)}, ` +
        `text with each character from elsewhere ${distance(apart).toFixed(4)}, digits ${distance(digits).toFixed(4)}; of its mean, in running deviations: ` +
        `text ${shift(onText)}, each character from elsewhere ${shift(apart)}, digits ${shift(digits)}`,
    );
    yield* translationPart(withProgressRange(lab, 0.9, 1), settings.translation, rateOf);
  },
});

/** Batch norm in a transformer on digits, with as many tokens per batch and as much depth as the language model has. */
async function* digitsPart(
  lab: PowerNormLab,
  { digits: { batch, steps, ...shape } }: Settings,
  learningRate: number,
): AsyncGenerator<LabEvent, FluctuationMeter, void> {
  const meter = new FluctuationMeter();
  const run = await openClassifier({
    model: (at, images) => visionTransformer(at, images, { ...shape, norm: recorded(batchNorm) }),
    data: await mnist(),
    batch,
    steps,
    seed: lab.seed,
    ...recipe({ learningRate }, steps),
    maxGradNorm: 1,
    device: lab.device,
    threads: lab.threads,
  });
  try {
    for await (const { step, diverged } of run.train()) {
      if (diverged !== null) yield lab.note(`digits: ${diverged}`);
      yield* drawn(lab, "digits", step, meter.add(recordedStats(await run.trainer.snapshot())));
      yield lab.progress(step / steps, `digits: step ${step}`);
    }
  } finally {
    await run.release();
  }
  return meter;
}

function* drawn(
  lab: PowerNormLab,
  series: string,
  step: number,
  now: { distance: number } | null,
): Generator<LabEvent> {
  if (now && step % spacing === 0) yield lab.point("Fluctuation", { series, x: step, y: now.distance });
}
