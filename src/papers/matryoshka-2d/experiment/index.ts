/** Measures what nesting in depth and width is worth: one encoder of definitions left at every layer and cut to every size, beside others. */
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import paper from "../paper.ts";
import { armNames, depthOf, neededArms, type ArmName } from "./arms.ts";
import { openData } from "./data.ts";
import { drawn, drawPart, measured } from "./measured.ts";
import { openPrograms, trainArm } from "./models.ts";
import { divergedGrid, openExaminer, type Grid } from "./quality.ts";
import { rateOf, tuningPlan } from "./rates.ts";
import { fullPreset, type ChartName, type Settings } from "./settings.ts";
import { timingPart } from "./timing.ts";

const plan: Plan = {
  seeds: 6,
  why: "Each seed divides the nouns anew and asks 4,000 queries, so that a difference of recalls has a standard error of about 0.7 points in a seed. Six seeds are what twenty minutes of a processor buy.",
  pilot: {},
  arms: armNames,
  steps: fullPreset.steps,
  ...tuningPlan,
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    "Every setting": {
      x: { label: "Recall of an ordinary encoder, cut", unit: "%" },
      y: { label: "Recall of 2-D Matryoshka there", unit: "%" },
      mark: "dots",
      caption:
        "Four layers at four sizes. What lies above the diagonal gains by the training; the last layer at its full size, on the right, pays for it. Two small encoders that were trained for their setting alone are the mark to reach.",
    },
    "Recall by depth": {
      x: { label: "Layers that are run" },
      y: { label: "Right hypernym among the first ten", unit: "%" },
      caption: "At the full size. An encoder whose shallow layers have no loss of their own falls off to the left.",
    },
    "Recall by size": {
      x: { label: "Numbers of an embedding that are kept", scale: "log" },
      y: { label: "Right hypernym among the first ten", unit: "%" },
      caption: "After all layers.",
    },
    "Similarity by depth": {
      x: { label: "Layers that are run" },
      y: { label: "Rank correlation with Wu and Palmer" },
      caption: "Cosines of pairs of definitions against the distance of their nouns in WordNet.",
    },
    "Recall by arithmetic": {
      x: { label: "Operations a query", unit: "million", scale: "log" },
      y: { label: "Best recall for so much or less", unit: "%" },
      caption:
        "To encode it and to compare it with every candidate. Each curve is the best that its encoder has within that budget.",
    },
    Time: {
      x: { label: "Layers that are run" },
      y: { label: "Time a text", unit: "ms" },
      caption: "64 texts at a time. Layers cost time; a size is a slice of what was computed.",
    },
    "Training loss": {
      x: { label: "Update" },
      y: { label: "Loss", unit: "nats" },
      caption: "Sums over the exits of a step: they are not to be compared with each other.",
    },
  },
  presets: {
    quick: {
      ...fullPreset,
      seeds: 1,
      seconds: { node: 50, browser: 150 },
      ...{ steps: 100, candidates: 2_000, queries: 750, graded: 500, rounds: 5 },
      arms: neededArms,
    },
    full: fullPreset,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    ...{ steps: 1, batch: 8, candidates: 250, queries: 100, graded: 50, rounds: 1 },
    arms: neededArms,
  },
  measures: [
    "elastic-two-axes",
    "small-size-similar",
    "depth-dominates",
    "intermediate-usable",
    "beats-mrl-efficiency",
    "sts-effective",
    "alignment-helps",
    "price-of-the-whole",
    "below-small-encoders",
  ],
  datasets: ["wordnet"],
  plan,
  async *run(lab, settings) {
    yield lab.progress(0, "reading WordNet");
    yield* timingPart(withProgressRange(lab, 0, 0.03), settings);
    const data = await openData(lab.seed, settings);
    const programs = openPrograms(lab, data, settings);
    const examiner = await openExaminer(lab, data);
    try {
      const grids = new Map<ArmName, Grid>();
      for (const [index, name] of settings.arms.entries()) {
        const from = 0.03 + (0.97 * index) / settings.arms.length;
        const own = withProgressRange(lab, from, from + 0.97 / settings.arms.length);
        yield own.progress(0, `${name}: begins`);
        const weights = yield* trainArm(own, programs, { name, learningRate: rateOf(name), settings });
        grids.set(name, weights ? await examiner.grid(weights, depthOf(name)) : divergedGrid);
      }
      yield* measured(lab, grids, settings.candidates);
      if (lab.seed <= drawn) yield* drawPart(lab, grids, settings.candidates);
    } finally {
      await programs.release();
      await examiner.release();
    }
  },
});
