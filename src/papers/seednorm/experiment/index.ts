/** Measures SeeDNorm's claims on small language models and a small vision transformer, and looks at its gates. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tuningOf } from "#lab/training/tuning/index";
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import { shapes } from "#lab/training/language-model/index";
import { digitTransformer } from "#lab/training/vision/index";
import { costsPart } from "./costs.ts";
import { languagePart } from "./language.ts";
import paper from "../paper.ts";
import { sitesPart } from "./sites.ts";
import { full, type ChartName, type Settings } from "./settings.ts";
import { visionPart } from "./vision.ts";
import tuning from "./tuning.json" with { type: "json" };

/** The three tables as one; the variants take SeeDNorm's rate. */
const tables = Object.entries(tuning).flatMap(([where, table]) =>
  table.map((row) => ({ ...row, arm: `${where}: ${row.arm}` })),
);

const plan: Plan<keyof (typeof paper)["claims"]> = {
  seeds: 8,
  why: "Losses after 120 steps had a standard deviation of 0.0035 to 0.01 nats between arms, and the stated gains are 0.005 to 0.022: eight seeds show 0.003 to 0.008.",
  pilot: {},
  arms: [
    "RMSNorm",
    "SeeDNorm",
    "LN",
    "DyT",
    "SeeDNorm, 1 head",
    "SeeDNorm, 8 heads",
    "variants of SeeDNorm (three seeds)",
  ],
  steps: { text: 500, digits: 600 },
  ...tuningOf(tables),
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    "Validation loss": {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Embeddings start with a standard deviation of 0.02. Each arm has its own tuned learning rate.",
    },
    "Validation loss, embeddings of std 0.5": {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "The same with a longer stream from the start: what SeeDNorm reads from a token is then larger.",
    },
    Variants: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "SeeDNorm with one thing changed, at SeeDNorm's learning rate, embeddings of std 0.02.",
    },
    "Length of the input": {
      x: { label: "Depth", unit: "blocks" },
      y: { label: "R² of the logarithm of the length, on unseen text" },
      caption:
        "Read from each norm's output by a linear map, for directions from the text whose lengths are drawn at random: what a norm forgets cannot be guessed from the direction.",
    },
    "Gradient passed back": {
      x: { label: "Factor on the norm's input", scale: "log" },
      y: { label: "Gradient, as a multiple of that at factor 1", scale: "log" },
      caption: "With trained weights. A norm passes back 1 / k of the gradient when its input is k times as long.",
    },
    Gates: {
      x: { label: "Gate t" },
      y: { label: "Share of tokens" },
      caption:
        "At the end of training, for each norm: all at 0 is RMSNorm, the ends are tokens switched off or doubled.",
    },
    "Spread of x · beta": {
      x: { label: "Step" },
      y: { label: "Standard deviation over tokens" },
      caption: "What the gates are the tanh of, as beta grows from zero.",
    },
    "Digits under noise": {
      x: { label: "Standard deviation of the noise" },
      y: { label: "Test accuracy", unit: "%" },
      caption: "A vision transformer of four blocks, trained on clean digits.",
    },
    "Step time": {
      x: { label: "Round of timing" },
      y: { label: "Training step, more than with RMSNorm", unit: "%" },
      caption: "How far the rounds of one arm scatter tells how little a small difference means.",
      mark: "dots",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 45, browser: 105 },
      shape: shapes.wide,
      steps: 40,
      validationBatches: 4,
      every: 20,
      lengthBatches: 2,
      vision: { model: digitTransformer, batch: 64, steps: 40, tested: 500 },
      rounds: 5,
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    shape: { depth: 1, width: 16, heads: 2, context: 16, batch: 16 },
    steps: 2,
    validationBatches: 1,
    every: 2,
    lengthBatches: 1,
    vision: {
      model: { ...digitTransformer, depth: 1, width: 16, heads: 2, patch: 14 },
      batch: 4,
      steps: 2,
      tested: 50,
    },
    rounds: 1,
  },
  measures: [
    "beats-rmsnorm-lm",
    "beats-rmsnorm-lm-long-stream",
    "beats-dyt-lm",
    "zero-shot-better",
    "vision-better",
    "keeps-norm-info",
    "init-equals-rmsnorm",
    "adaptive-gradient",
    "few-params",
    "negligible-overhead",
    "stability-needs-care",
  ],
  plan,
  datasets: ["moby-dick", "state-of-the-union", "mnist"],
  async *run(lab, settings) {
    const text = await mobyDickCharacters();
    const results = yield* languagePart(withProgressRange(lab, 0, 0.65), settings, text);
    yield* sitesPart(withProgressRange(lab, 0.65, 0.72), settings, text, results);
    yield* visionPart(withProgressRange(lab, 0.72, 0.92), settings);
    yield* costsPart(withProgressRange(lab, 0.92, 1), settings, text);
  },
});
