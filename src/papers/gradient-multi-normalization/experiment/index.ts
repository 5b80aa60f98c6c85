/** Measures what a gradient in the place of a state does: exactly, on real gradients, by the clock, and in training beside Adam. */
import { mobyDickTokens } from "#lab/datasets/moby-dick";
import { experiment, withProgressRange } from "#lab/kit/index";
import { ratesPlan } from "#lab/training/optimizers/index";
import paper from "../paper.ts";
import { contestants, keys } from "./arms.ts";
import { identitiesPart } from "./identities.ts";
import { full, type ChartName, type Settings } from "./settings.ts";
import { trainingPart } from "./training.ts";
import { tuning } from "./rates.ts";
import { timedNames, updatesPart } from "./updates.ts";

const all = keys.map((key) => contestants[key]);
const loss = { label: "Validation loss", unit: "nats per token" };

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    Schedules: {
      x: { label: "Steps of a complete schedule", scale: "log" },
      y: loss,
      caption:
        "Every dot of SinkGD is a training of its own. Where it crosses a line of Adam's is how many steps it takes to end where Adam does.",
    },
    Validation: {
      x: { label: "Step" },
      y: loss,
      caption: "The same batches and first weights for all, each at its own tuned rates.",
    },
    "Distance from the fixed point": {
      x: { label: "Rounds" },
      y: { label: "Largest |root mean square - 1| of a row or column", scale: "log" },
      caption: "Gradients of the hidden matrices in SinkGD's run: at the start, halfway and at the end.",
    },
    "Rows and columns": {
      x: { label: "Rows, or columns, by size", unit: "%" },
      y: { label: "Root mean square; before, as a multiple of the median", scale: "log" },
      caption: "One gradient, of the first gate at the end. After five rounds all lie on one.",
    },
    Update: {
      x: { label: "Time, as a multiple of SWAN's with five iterations", scale: "log" },
      y: { label: "Direction of a step", names: timedNames },
      mark: "dots",
      caption: "The gradients of one block of width 128, on one thread.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 45, browser: 120 },
      steps: 120,
      lengths: [1 / 2, 1, 3 / 2],
      validationBatches: 4,
      every: 30,
      timingRounds: 5,
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    steps: 4,
    lengths: [1 / 2, 1],
    vocabulary: 96,
    shape: { depth: 1, width: 8, heads: 2, context: 8, batch: 2 },
    validationBatches: 1,
    every: 4,
    timed: [[8, 12]],
    timingRounds: 1,
  },
  measures: [
    "fixed-point",
    "swan-is-instance",
    "sinkhorn-link",
    "cheaper-than-whitening",
    "stateless-memory",
    "speedup-3x",
    "beats-memory-efficient",
  ],
  datasets: ["moby-dick"],
  plan: {
    seeds: 8,
    why: "In a trial a paired difference of two optimizers had a standard deviation of 0.012 nats, some 3 % of a ratio of steps: eight seeds show a fiftieth, and a fifth would count.",
    pilot: {},
    arms: all.map(({ name }) => name),
    steps: {
      "every contestant": full.steps,
      ...Object.fromEntries(
        full.lengths.map((share) => [`SinkGD, ${share.toFixed(2)} of them`, Math.round(share * full.steps)]),
      ),
    },
    ...ratesPlan(tuning, all),
  },
  async *run(lab, settings) {
    const text = await mobyDickTokens({ size: settings.vocabulary });
    yield* identitiesPart(withProgressRange(lab, 0, 0.02), settings, text);
    yield* updatesPart(withProgressRange(lab, 0.02, 0.05), settings);
    yield* trainingPart(withProgressRange(lab, 0.05, 1), settings, text);
  },
});
