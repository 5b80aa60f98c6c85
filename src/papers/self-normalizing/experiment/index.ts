/** Measures what SELU does to moments, in theory and in nets, and what that is worth to deep feed-forward nets on digits and on tables. */
import { experiment, withProgressRange } from "#lab/kit/index";
import { tuningOf } from "#lab/training/tuning/index";
import paper from "../paper.ts";
import { dropoutKinds, kindNames } from "./arms.ts";
import { digits, sizes } from "./data.ts";
import { depths } from "./depths.ts";
import { digitsPart } from "./digits.ts";
import { dropoutPart, netsPart } from "./nets.ts";
import { referenceNames } from "./references/index.ts";
import type { ChartName, Settings } from "./settings.ts";
import { suitesPart } from "./suites.ts";
import { theoryPart } from "./theory.ts";
import tuning from "./tuning.json";
import { watchedPart } from "./watched.ts";

const tuned = { digits: tuningOf(tuning.digits), suites: tuningOf(tuning.suites) };
const on = (where: keyof typeof tuned) =>
  Object.entries(tuned[where].learningRates).map(([arm, rate]) => [`${arm}, ${where}`, rate]);

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: 8,
    why: "As many as a thousand seconds of one core buy; ranks over twelve tasks scatter most. In a pilot on seed 1001 SNN was 0.5 points behind the best other kind with 2 layers and 3.1 with 32, after half the updates 0.7 ranks behind the best other kind on synthetic tasks, and alpha dropout moved no moment by more than 0.002.",
    pilot: {},
    arms: [...kindNames, ...Object.keys(dropoutKinds), ...referenceNames],
    steps: { digits: 300, suites: 300, "training loss": 300 },
    tuning: `Gradient descent's rate for each kind and depth on its own. On digits: 100 updates, by validation digits. ${tuned.digits.tuning} On three synthetic tasks of other seeds: 75 updates, by their mean loss on rows kept back. ${tuned.suites.tuning}`,
    untuned: tuned.digits.untuned ?? tuned.suites.untuned,
    learningRates: Object.fromEntries([...on("digits"), ...on("suites")]),
  },
  charts: {
    "Variance map": {
      x: { label: "Variance of a layer", scale: "log" },
      y: { label: "Variance of the next layer", scale: "log" },
      caption:
        "Where SELU crosses the line on which nothing changes, it is flatter than that line: whatever the start, the variance goes to 1. ReLU with the same weights never meets it. Random nets of width 128 follow the map, one point per layer.",
    },
    "Mean and variance": {
      x: { label: "Mean of a layer" },
      y: { label: "Variance of a layer", scale: "log" },
      mark: "dots",
      caption: "The map followed from five starts, and random nets from two: all roads lead to mean 0 and variance 1.",
    },
    "Variance by layer": {
      x: { label: "Layer", scale: "log" },
      y: { label: "Variance of the activations", scale: "log" },
      caption:
        "Untrained nets of width 128, unless said otherwise, and one of width 64 after training on digits. Only SELU with its own weights comes back to 1.",
    },
    "Accuracy by depth": {
      x: { label: "Hidden layers", scale: "log" },
      y: { label: "Test accuracy", unit: "%" },
      caption: "Digits of 14 x 14 pixels, after the same number of updates, each kind and depth at its own tuned rate.",
    },
    "Training loss": {
      x: { label: "Update" },
      y: { label: "Loss on the update's batch", unit: "nats", scale: "log" },
      caption: "The last updates of nets of 8 layers, on the same batches, each at its own constant rate.",
    },
    Ranks: {
      x: { label: "Average rank over the synthetic tasks, 1 is best" },
      y: { label: "Method", names: [...kindNames, ...referenceNames] },
      mark: "dots",
      caption: "Every network has the depth that validation selects, the two others the settings that it selects.",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 35, browser: 90 },
      side: 11,
      samples: 2 ** 18,
      layers: 32,
      digitDepths: [2, 8, 32],
      digitSteps: 60,
      watchedDepths: [8],
      watchedSteps: 100,
      tasks: 4,
      suiteDepths: depths.suites,
      rows: sizes,
      suiteSteps: 60,
    },
    full: {
      seeds: 8,
      seconds: { node: 600, browser: 1500 },
      side: 21,
      samples: 2 ** 20,
      layers: 32,
      digitDepths: depths.digits,
      digitSteps: 300,
      watchedDepths: [8, 16, 32],
      watchedSteps: 300,
      tasks: 12,
      suiteDepths: depths.suites,
      rows: sizes,
      suiteSteps: 300,
    },
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 8 },
    side: 3,
    samples: 2 ** 10,
    layers: 3,
    digitDepths: [2],
    digitSteps: 2,
    watchedDepths: [2],
    watchedSteps: 8,
    tasks: 4,
    suiteDepths: [2],
    rows: { large: { train: 102, validation: 18 }, small: { train: 68, validation: 12 } },
    suiteSteps: 2,
  },
  measures: [
    "fixed-point",
    "domain-mapped",
    "variance-upper",
    "variance-lower",
    "alpha-dropout-moments",
    "depth-trainable",
    "low-train-noise",
    "uci-fnn-rank",
    "uci-large-rank",
    "uci-small-rank",
    "depth-gap",
  ],
  datasets: ["mnist"],
  async *run(lab, settings) {
    yield* theoryPart(withProgressRange(lab, 0, 0.03), settings);
    yield* dropoutPart(lab, settings);
    yield* netsPart(withProgressRange(lab, 0.03, 0.06), settings);
    const task = await digits();
    yield* watchedPart(withProgressRange(lab, 0.06, 0.2), settings, task);
    const scores = yield* digitsPart(withProgressRange(lab, 0.2, 0.55), settings, task);
    yield* suitesPart(withProgressRange(lab, 0.55, 1), settings, scores);
  },
});
