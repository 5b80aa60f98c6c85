/** Measures the claims of layer normalization on digits and on text, and its invariances. */
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import { tuningOf } from "#lab/training/tuning/index";
import { digitsPart } from "./digits.ts";
import { invariancesPart } from "./invariances.ts";
import paper from "../paper.ts";
import { full, type ChartName, type Settings } from "./settings.ts";
import { textPart } from "./text.ts";
import tuning from "./tuning.json" with { type: "json" };

const plan: Plan<keyof (typeof paper)["claims"]> = {
  seeds: 8,
  why: "The claims are about ratios of updates and of slopes; with five seeds the ratio of updates had a standard deviation of 0.15 in its logarithm, so that eight show an eighth.",
  pilot: {},
  arms: ["no norm", "batch norm", "layer norm", "GRU", "LN-GRU"],
  steps: { "digits, batch 128": 300, "digits, batch 4": 9600, text: 600 },
  ...tuningOf(tuning),
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    Digits: {
      x: { label: "Digits seen" },
      y: { label: "Training loss", unit: "nats", scale: "log" },
      caption: "Mean over the last ten updates. At batch 4, look at batch norm: its statistics come from four digits.",
    },
    Text: {
      x: { label: "Update" },
      y: { label: "Training loss", unit: "nats per character" },
      caption: "Mean over the last ten updates. The two curves tell how much sooner the normalized network learns.",
    },
    "Gradients through time": {
      x: { label: "Steps back in time" },
      y: { label: "Gradient of the last loss by the state", scale: "log" },
      caption: "A flat line passes gradients on; the three factors on the recurrent weights should not matter.",
    },
    "Hidden state": {
      x: { label: "Characters read", scale: "log" },
      y: { label: "Root mean square of the state" },
      caption: "Followed far beyond the windows of training; a stable state stays where it is, whatever the factor.",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 30, browser: 75 },
      digits: { hidden: [128, 128], updates: 60, batches: [128, 4], target: 0.6, tested: 2500 },
      text: { units: 128, length: 16, batch: 32, updates: 150, target: 2.2, follow: 256 },
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    digits: { hidden: [16, 16], updates: 20, batches: [16, 4], target: 2.3, tested: 50 },
    text: { units: 8, length: 2, batch: 4, updates: 12, target: 5, follow: 4 },
  },
  measures: [
    "faster-training",
    "faster-than-batch-norm",
    "faster-training-recurrent",
    "batch-independent",
    "train-equals-test",
    "rnn-applicable",
    "rnn-stable",
    "rnn-gradients",
    "bn-batch-sensitive",
    "invariances",
  ],
  datasets: ["mnist", "moby-dick"],
  plan,
  async *run(lab, { digits, text }) {
    yield* invariancesPart(withProgressRange(lab, 0, 0.05));
    yield* digitsPart(withProgressRange(lab, 0.05, 0.55), digits);
    yield* textPart(withProgressRange(lab, 0.55, 1), text);
  },
});
