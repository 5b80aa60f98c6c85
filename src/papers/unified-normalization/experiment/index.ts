/** Measures unified normalization's claims: on digits and text against layer and batch norm, under spikes, and folded. */
import { mnist } from "#lab/datasets/mnist";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import { compareNorms, shapes } from "#lab/training/language-model/index";
import { tunedLearningRate, tuningOf } from "#lab/training/tuning/index";
import { recorded, recordedStats } from "#lab/measure/batch-statistics";
import { digitTransformer } from "#lab/training/vision/index";
import { textArms, type ArmName } from "./arms.ts";
import { deploymentPart } from "./deployment.ts";
import { OutlierMeter } from "./outliers.ts";
import paper from "../paper.ts";
import { full, type ChartName, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };
import { visionPart } from "./vision.ts";

const { depth, width, heads } = digitTransformer;

const plan: Plan<keyof (typeof paper)["claims"]> = {
  seeds: 6,
  why: "Training is what costs: 1,200 steps on text and 600 on digits, because shorter runs say nothing about a norm that warms up for a fifth of them. With three seeds of 150 steps the losses on text had a standard deviation of 0.009 nats, a third of what is tolerated.",
  pilot: {},
  arms: ["LN", "BN", "UN", "UN, no filtration"],
  steps: { digits: 600, text: 1200 },
  ...tuningOf(tuning),
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    Latency: {
      x: { label: "Characters", scale: "log" },
      y: { label: "Time of a forward pass", unit: "ms", scale: "log" },
      caption:
        "The same language model with its norms as the runtime's operator, spelled out, with stored statistics, and folded away.",
      mark: "dots",
    },
    Spikes: {
      x: { label: "Step" },
      y: { label: "Training loss", unit: "nats", scale: "log" },
      caption: "Two batches are a hundred times too bright, at half and at three quarters of the training.",
    },
    "Batches left out": {
      x: { label: "Step" },
      y: { label: "Norms that left a batch out since the last point", unit: "%" },
      caption: "Filtration is meant for outliers; where it acts at almost every step, smoothing hardly ever happens.",
    },
    Text: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Batch norm and unified normalization are evaluated with stored statistics.",
    },
    Digits: {
      x: { label: "Step" },
      y: { label: "Test digits right", unit: "%" },
      caption: "A small vision transformer; each arm has its own tuned learning rate.",
    },
    Outliers: {
      x: { label: "Step" },
      y: { label: "Largest channel statistic, relative to its recent median", scale: "log" },
      caption:
        "In models with layer norm, what a batch statistic would be: how far single batches stick out of the last twenty.",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 50, browser: 95 },
      vision: { depth, width, heads, batch: 64, steps: 80, tested: 2500 },
      text: { shape: shapes.wide, steps: 80, validationBatches: 4, every: 20 },
      rounds: 8,
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    vision: { depth: 1, width: 16, heads: 2, batch: 8, steps: 24, tested: 50 },
    text: {
      shape: { depth: 1, width: 16, heads: 2, context: 8, batch: 8 },
      steps: 24,
      validationBatches: 1,
      every: 12,
    },
    rounds: 2,
  },
  measures: [
    "infer-speedup",
    "infer-speedup-primitive",
    "memory-reduction",
    "quality-on-par",
    "quality-on-par-vision",
    "beats-bn",
    "fuses-exactly",
    "stats-abnormal",
    "filtration-prevents-collapse",
  ],
  datasets: ["mnist", "moby-dick"],
  plan,
  async *run(lab, { vision, text: { shape, steps, validationBatches, every }, rounds }) {
    const text = await mobyDickCharacters();
    const rateOf = (where: "digits" | "text") => (arm: ArmName) => tunedLearningRate(tuning, `${where}: ${arm}`);
    const onDigits = yield* visionPart(withProgressRange(lab, 0, 0.65), vision, {
      data: await mnist(),
      rateOf: rateOf("digits"),
    });

    const onText = new OutlierMeter(steps / 2);
    const arms = textArms(steps).map(({ name, norm }) => ({
      name,
      norm: name === "LN" ? recorded(norm) : norm,
      learningRate: rateOf("text")(name),
    }));
    const results = yield* compareNorms(withProgressRange(lab, 0.65, 0.9), arms, {
      text,
      shape,
      steps,
      validationBatches,
      curve: { chart: "Text", every },
      async *watch({ arm, step, trainer }) {
        if (arm.name !== "LN") return;
        const max = onText.add(recordedStats(await trainer.snapshot()));
        if (max !== null && step % 2 === 0) yield lab.point("Outliers", { series: "text", x: step, y: max });
      },
    });
    const of = (name: ArmName) => results.find(({ arm }) => arm.name === name)!;
    const [ln, bn, un] = [of("LN"), of("BN"), of("UN, no filtration")];
    yield lab.measure("quality-on-par", un.validation - ln.validation);
    yield lab.note(
      `text, nats per character: ${[ln, bn, un].map(({ arm, validation }) => `${arm.name} ${validation.toFixed(3)}`).join(", ")}`,
    );

    // The claim is about both kinds of data, so the calmer one decides.
    yield lab.measure("stats-abnormal", Math.min(onText.typical(), onDigits.typical()));
    yield lab.note(
      `second half of training, largest batch statistic over its recent median: text ${onText.typical().toFixed(2)}, ` +
        `digits ${onDigits.typical().toFixed(2)}; coefficient of variation: text ${onText.variation().toFixed(3)}, ` +
        `digits ${onDigits.variation().toFixed(3)}`,
    );

    yield* deploymentPart(withProgressRange(lab, 0.9, 1), { text, shape, rounds }, { ln: ln.weights, un: un.weights });
  },
});
