/** Measures what scale vectors do: with and without them, one per branch, on both sides, split, decayed, and by algebra. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tuningOf } from "#lab/training/tuning/index";
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import { shapes } from "#lab/training/language-model/index";
import { forms } from "./arms.ts";
import { costPart } from "./cost.ts";
import { decayPart } from "./decay.ts";
import { descentPart } from "./descent.ts";
import { flowPart } from "./exact.ts";
import { formsPart } from "./comparison.ts";
import paper from "../paper.ts";
import { full, type Bench, type ChartName, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

const allArms = Object.keys(forms);

const plan: Plan<keyof (typeof paper)["claims"]> = {
  seeds: 8,
  why: "At a rate of 2e-3, away from the edge of stability, removal raised the loss by 0.016 nats with a standard deviation of 0.006 over eight seeds: they show 0.005, a third of what is stated.",
  pilot: { "removal-hurts": 0.006 },
  arms: [...Object.keys(forms), "pre-norm block", "two-sided block"],
  steps: 400,
  ...tuningOf(tuning),
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    Difference: {
      x: { label: "Final loss minus the baseline's", unit: "nats per character" },
      y: { label: "Arm", names: allArms },
      mark: "dots",
      caption:
        "One dot per seed, paired with the baseline of the same seed. The paper's two numbers, for models a thousand times as large, are the shapes of their own.",
    },
    Validation: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per character" },
      caption: "Each arm at its own tuned learning rate.",
    },
    "Gradient flow": {
      x: { label: "Time" },
      y: { label: "Mean over the columns" },
      caption: "Gain and matrix grow together, so the product moves faster and faster; their difference is conserved.",
    },
    Preconditioner: {
      x: { label: "Step" },
      y: { label: "Eigenvalue of gain² I + w wᵀ" },
      caption:
        "Over a full-batch gradient descent of a small network. Without gains all of them would be 1 and stay there.",
    },
    "Branch agreement": {
      x: { label: "Step" },
      y: { label: "Cosine between the branches' parts of a shared gain's gradient" },
      caption: "Below zero, the branches pull their shared gain apart, and a gain for each is worth more.",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 50, browser: 150 },
      shape: shapes.wide,
      steps: 80,
      validationBatches: 4,
      arms: ["baseline", "no scale", "HG", "DP", "MD unit", "unified"],
      flowSteps: 2000,
      timingRounds: 3,
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    shape: { depth: 1, width: 16, heads: 2, context: 8, batch: 4 },
    steps: 6,
    validationBatches: 1,
    arms: allArms,
    flowSteps: 40,
    timingRounds: 1,
  },
  measures: [
    "removal-hurts",
    "token-efficiency",
    "negligible-size",
    "no-expressivity",
    "self-amplifying",
    "wd-input-good",
    "wd-output-bad",
    "heterogeneity-helps",
    "placement-helps",
    "reparam-helps",
    "unified-lower-loss",
    "overhead-negligible",
  ],
  datasets: ["moby-dick"],
  plan,
  async *run(lab, settings) {
    const bench: Bench = { text: await mobyDickCharacters(), shape: settings.shape };
    yield* flowPart(withProgressRange(lab, 0, 0.04), settings.flowSteps);
    yield* descentPart(withProgressRange(lab, 0.04, 0.05), settings.flowSteps / 10);
    yield* formsPart(withProgressRange(lab, 0.05, 0.6), settings, bench);
    yield* decayPart(withProgressRange(lab, 0.6, 0.95), settings, bench);
    yield* costPart(withProgressRange(lab, 0.95, 1), settings, bench);
  },
});
