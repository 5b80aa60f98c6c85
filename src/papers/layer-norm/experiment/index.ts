/** Measures the claims of layer normalization on digits and on text, and its invariances. */
import { experiment, withProgressRange } from "#lab/kit/index";
import { digitsPart } from "./digits.ts";
import { invariancesPart } from "./invariances.ts";
import paper from "../paper.ts";
import type { ChartName, Settings } from "./settings.ts";
import { textPart } from "./text.ts";

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    Digits: {
      x: { label: "Update" },
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
      seconds: { node: 30, browser: 65 },
      digits: { hidden: [256, 256], updates: 300, batches: [128, 4], target: 0.3 },
      text: { units: 128, length: 16, batch: 32, updates: 150, target: 2.2, follow: 256 },
    },
    full: {
      seeds: 5,
      seconds: { node: 900, browser: 2700 },
      digits: { hidden: [1000, 1000], updates: 300, batches: [128, 4], target: 0.3 },
      text: { units: 128, length: 32, batch: 32, updates: 300, target: 2, follow: 256 },
    },
  },
  smoke: {
    seeds: 1,
    seconds: { node: 5, browser: 15 },
    digits: { hidden: [16, 16], updates: 20, batches: [32, 4], target: 2 },
    text: { units: 16, length: 4, batch: 8, updates: 20, target: 4, follow: 8 },
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
  async *run(lab, { digits, text }) {
    yield* invariancesPart(withProgressRange(lab, 0, 0.05));
    yield* digitsPart(withProgressRange(lab, 0.05, 0.55), digits);
    yield* textPart(withProgressRange(lab, 0.55, 1), text);
  },
});
