/** Measures what a residual net reaches when nothing moves but its batch norms, against what else could be trained, and what becomes of the gains. */
import { experiment } from "#lab/kit/index";
import paper from "../paper.ts";
import { armNames } from "./arms.ts";
import { digits } from "./data.ts";
import { full, quick, smoke } from "./presets.ts";
import { tunings } from "./rates.ts";
import type { ChartName, Settings } from "./settings.ts";
import { trainedPart } from "./trained.ts";

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: full.seeds,
    why: "As many as half an hour of one core buys. In single pilots on seed 1001, at rates that were not tuned, batch norms alone reached 41, 62 and 70 % with 8, 14 and 26 layers and 61 % with 8 three times as wide, random weights 16 and with gains of one 29 %, and gains and biases were worth 1.1 points where everything is trained; 4 to 6 % of the gains ended below 0.01.",
    pilot: {},
    arms: armNames,
    steps: full.steps,
    tuning: `Every arm as it is, in half of the steps, by the loss on 2,000 digits that are neither learned nor tested. ${tunings.tuning}`,
    learningRates: tunings.learningRates,
    untuned: tunings.untuned,
  },
  charts: {
    "Accuracy by depth": {
      x: { label: "Layers", scale: "log" },
      y: { label: "Test accuracy", unit: "%" },
      caption: "The deeper the net of random features, the more its batch norms can make of them.",
    },
    "Accuracy by trained numbers": {
      x: { label: "Trained numbers", scale: "log" },
      y: { label: "Test accuracy", unit: "%" },
      caption:
        "Random weights of the convolutions are exactly as many as gains and biases, and worth far less. Where the deep net lies above the wide one, depth is the better use of as many of them.",
    },
    "Accuracy by arm": {
      x: { label: "Test accuracy", unit: "%" },
      y: { label: "Arm", names: armNames },
      mark: "dots",
      caption:
        "Everything that takes part. Shallow nets and the wide one have 8 layers, the deep one 26, all others 14; in a quick run the deep one has 14 and all others 8.",
    },
    "Distribution of gains": {
      x: { label: "Gain" },
      y: { label: "Channels", unit: "%" },
      caption:
        "All gains start between 0 and 1. Where only they and the biases are trained they spread beyond, and some turn over or end near zero. The bins at both ends hold what lies further out.",
    },
    "Gains near zero": {
      x: { label: "Size", scale: "log" },
      y: { label: "Gains smaller than that", unit: "%" },
      caption: "The same as a sum: read off any size below which a gain shall count as zero. The claim takes 0.01.",
    },
    "Gains on their way to zero": {
      x: { label: "Update" },
      y: { label: "Gains", unit: "%" },
      caption: "Of the deep net with only its norms trained: whether more steps would switch off more of its features.",
    },
    "Training loss": {
      x: { label: "Update" },
      y: { label: "Training loss", unit: "nats" },
      caption: "A mean over a tenth of the updates. The rate falls to a tenth in the middle, and again at four fifths.",
    },
  },
  presets: { quick, full },
  smoke,
  measures: ["cifar-deep", "beats-random-params", "prunes-third", "depth-helps", "depth-beats-width", "affine-matters"],
  datasets: ["mnist"],
  async *run(lab, settings) {
    yield* trainedPart(lab, settings, await digits("test", settings.digits, lab.seed));
  },
});
