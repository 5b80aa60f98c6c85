/** Measures BHyT's claims: growth with depth on a deep model, losses and estimates on a wide one, and speed. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tuningOf } from "#lab/training/tuning/index";
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import { shapes } from "#lab/training/language-model/index";
import { costPart } from "./cost.ts";
import { growthPart } from "./growth.ts";
import paper from "../paper.ts";
import { qualityPart } from "./quality.ts";
import { full, type ChartName, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

const depth = { label: "Blocks passed" } as const;
const variance = { label: "Variance over the features", scale: "log" } as const;
const small = { depth: 1, width: 16, heads: 2, context: 8, batch: 4 };

const plan: Plan<keyof (typeof paper)["claims"]> = {
  seeds: 12,
  why: "Growth and the variances are decided by four to seven seeds; the loss against RMSNorm has a standard deviation of 0.0066 nats, and 0.005 count: twelve seeds show 0.0042, and eighteen would take half an hour.",
  pilot: { "quality-matches": 0.0066 },
  arms: ["RMSNorm", "RMSNorm, gain 0.2", "LNS", "DyT", "DyT, scaled", "BHyT, exact", "BHyT"],
  steps: { wide: 400, deep: 300 },
  ...tuningOf(tuning),
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    "Variance of the stream": {
      x: depth,
      y: variance,
      caption:
        "After training, entering each block and last the final norm. Read BHyT against RMSNorm, and then against RMSNorm whose gain starts at 0.2: what both have in common is the smaller input to the branches.",
    },
    "True and estimated second moment": {
      x: { label: "Estimated at the second site", scale: "log" },
      y: { label: "True", scale: "log" },
      mark: "dots",
      caption:
        "One dot per token, by its place in the text. The estimate takes attention to look at all places alike; early ones see few, so theirs lies above.",
    },
    Validation: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "The wide model, each arm at its own tuned learning rate.",
    },
    "Mean magnitude of the stream": {
      x: depth,
      y: { label: "Mean of |x|", scale: "log" },
      caption: "The other number that the paper draws by depth, after training.",
    },
    "Variance before training": {
      x: depth,
      y: variance,
      caption: "With the same weights in every arm: what the norms alone do.",
    },
    "Variance after a quarter": { x: depth, y: variance, caption: "After a quarter of the steps." },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 55, browser: 90 },
      wide: { shape: shapes.wide, steps: 60 },
      deep: { shape: shapes.deep, steps: 50 },
      validationBatches: 4,
      timingRounds: 3,
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    wide: { shape: small, steps: 5 },
    deep: { shape: small, steps: 4 },
    validationBatches: 1,
    timingRounds: 1,
  },
  measures: [
    "train-speed",
    "gen-throughput",
    "bounds-growth",
    "bounds-beyond-gain",
    "nonsaturating",
    "variance-guarantee",
    "one-statistic",
    "approx-is-enough",
    "quality-matches",
    "dyt-fragile",
  ],
  datasets: ["moby-dick"],
  plan,
  async *run(lab, settings) {
    const text = await mobyDickCharacters();
    const bench = { text, shape: settings.wide.shape };
    const trained = yield* qualityPart(withProgressRange(lab, 0, 0.55), settings, bench);
    yield* growthPart(withProgressRange(lab, 0.55, 0.9), settings, text);
    yield* costPart(withProgressRange(lab, 0.9, 1), settings, bench, trained);
  },
});
