/** Measures what the factor on residual branches does: to random towers of any depth, to the series, and to towers that learn digits. */
import { mnist } from "#lab/datasets/mnist";
import { experiment, withProgressRange } from "#lab/kit/index";
import { armNames, multiples } from "./arms.ts";
import { capacityPart, orders } from "./capacity.ts";
import paper from "../paper.ts";
import type { ChartName, Settings } from "./settings.ts";
import { trainedPart } from "./trained.ts";
import { untrainedPart } from "./untrained.ts";

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: 5,
    why: "As many as half an hour buys. In a pilot on seed 1001 the differences were 3.4, -1.6 and 79 points, and the ratio of complexities 0.2: far beyond what would matter.",
    pilot: {},
    arms: [...armNames, ...multiples.map((c) => `${c}/sqrt n`)],
    steps: 200,
    tuning:
      "Adam's rate for each arm and each multiple on its own: 5e-4 to 1.6e-2 in steps of two, at 32 blocks and 100 updates, seeds 1001 to 1003; one notch below the lowest median test loss, unless that costs more than the seeds scatter.",
  },
  charts: {
    Growth: {
      x: { label: "Blocks", scale: "log" },
      y: { label: "log10 of the output's size over the input's" },
      caption:
        "Random towers of width 64. With factor 1 the size doubles every two blocks; the dashed closed form counts paths. Both factors keep it within a factor e.",
    },
    Gradient: {
      x: { label: "Blocks", scale: "log" },
      y: { label: "log10 of the gradient at the first block over that at the end" },
      caption: "The same towers, backwards: what explodes on the way up explodes on the way down.",
    },
    "Error of the series": {
      x: { label: "Factor on the branches", scale: "log" },
      y: { label: "Distance to the tower, relative to the input", scale: "log" },
      caption: "Each order that is kept makes the error fall by one power more as the factor shrinks.",
    },
    "Orders of the series": {
      x: { label: "Size relative to what the tower changes" },
      y: { label: "Part of the series", names: orders },
      mark: "dots",
      caption:
        "Where the first order lies at 1 and the others at 0, the tower is a sum of its blocks; where they lie far above 1, they cancel, and the series says little.",
    },
    "Accuracy by depth": {
      x: { label: "Blocks", scale: "log" },
      y: { label: "Test accuracy", unit: "%" },
      caption: "After the same number of updates, each arm at its own tuned rate.",
    },
    Capacity: {
      x: { label: "Factor, as a multiple of 1/sqrt n", scale: "log" },
      y: { label: "Loss", unit: "nats", scale: "log" },
      caption: "Training loss over the last tenth of the updates, and test loss at the end.",
    },
    Complexity: {
      x: { label: "Factor, as a multiple of 1/sqrt n", scale: "log" },
      y: { label: "Geometric complexity of the logits", scale: "log" },
      caption:
        "Mean squared slope of the logits by the pixels. The paper's picture rises and falls again, with its top in between.",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 50, browser: 130 },
      probed: [2, 8, 32, 128],
      draws: 1,
      trained: [8, 64],
      steps: 60,
      capacityDepth: 16,
      multiples: [0.1, 1, 3],
      digits: 64,
    },
    full: {
      seeds: 5,
      seconds: { node: 600, browser: 1500 },
      probed: [2, 4, 8, 16, 32, 64, 128, 256, 512],
      draws: 3,
      trained: [8, 64],
      steps: 200,
      capacityDepth: 32,
      multiples,
      digits: 256,
    },
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 8 },
    probed: [2, 4],
    draws: 1,
    trained: [1, 2],
    steps: 2,
    capacityDepth: 2,
    multiples: [0.3, 1, 3],
    digits: 4,
  },
  measures: [
    "expansion-formula",
    "depth-is-ensemble-size",
    "signal-explosion",
    "scaling-tames",
    "trains-without-norm",
    "inverse-n-underfits",
    "capacity-control",
    "explains-skipinit-fixup",
  ],
  datasets: ["mnist"],
  async *run(lab, settings) {
    yield* untrainedPart(withProgressRange(lab, 0, 0.05), settings);
    const data = await mnist();
    yield* trainedPart(withProgressRange(lab, 0.05, 0.8), settings, data);
    yield* capacityPart(withProgressRange(lab, 0.8, 1), settings, data);
  },
});
