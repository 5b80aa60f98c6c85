/** Measures what SCALE's two additions to SGD do, and holds it against Adam and Muon, each at its own tuned rates. */
import { mobyDickTokens } from "#lab/datasets/moby-dick";
import { experiment, withProgressRange } from "#lab/kit/index";
import { bench, ratesPlan } from "#lab/training/optimizers/index";
import paper from "../paper.ts";
import { contestants, keys } from "./arms.ts";
import { memoryPart, updatePart } from "./costs.ts";
import { full, type ChartName, type Settings } from "./settings.ts";
import { layersOf, trainingPart } from "./training.ts";
import { tuning } from "./rates.ts";

const all = keys.map((key) => contestants[key]);
const layer = { label: "Layer", names: layersOf(bench.shape.depth) };
const dots = { mark: "dots" } as const;

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    "Loss against memory": {
      x: { label: "Weights and optimizer state, as a share of Adam's", unit: "%" },
      y: { label: "Validation loss at the end", unit: "nats per token" },
      ...dots,
      caption: "Lower and further left is better. Adam with two rates shows what a second tuned rate does on its own.",
    },
    Validation: {
      x: { label: "Step" },
      y: { label: "Validation loss", unit: "nats per token" },
      caption: "The same batches and first weights for all, each at its own tuned rates.",
    },
    "Noise of the gradient, total": {
      x: layer,
      y: { label: "Variance over batches", scale: "log" },
      ...dots,
      caption: "Summed over the numbers of each layer; the head stands at the right, the embedding at the left.",
    },
    "Noise of the gradient, relative": {
      x: layer,
      y: { label: "Variance over batches / squared size of the mean", scale: "log" },
      ...dots,
      caption: "The same as a share of what is not noise.",
    },
    "Noise of the gradient, per parameter": {
      x: layer,
      y: { label: "Variance over batches, mean over the layer", scale: "log" },
      ...dots,
      caption: "The same for a single number of a layer: large layers do not win by their size.",
    },
    Update: {
      x: { label: "Time of an update, as a multiple of plain SGD's" },
      y: { label: "Optimizer", names: all.map(({ name }) => name) },
      ...dots,
      caption: "Gradients are given; the step of the whole model takes many times as long.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 50, browser: 130 },
      steps: 120,
      validationBatches: 4,
      every: 30,
      varianceBatches: 8,
      timingRounds: 3,
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    steps: 2,
    vocabulary: 96,
    shape: { depth: 1, width: 8, heads: 2, context: 8, batch: 2 },
    validationBatches: 1,
    every: 2,
    varianceBatches: 2,
    timingRounds: 1,
  },
  measures: [
    "colnorm-lifts-sgd",
    "head-variance-highest",
    "head-momentum-enough",
    "matches-adam",
    "memory-fraction",
    "memory-apollo-7b",
  ],
  datasets: ["moby-dick"],
  plan: {
    seeds: 8,
    why: "In a trial a paired difference of two optimizers had a standard deviation of 0.012 nats: eight seeds show 0.01 either way, and the margins are 0.02 and 0.05.",
    pilot: {},
    arms: all.map(({ name }) => name),
    steps: full.steps,
    ...ratesPlan(tuning, all),
  },
  async *run(lab, settings) {
    const text = await mobyDickTokens({ size: settings.vocabulary });
    yield* memoryPart(lab);
    const trained = yield* trainingPart(withProgressRange(lab, 0, 0.95), settings, text);
    yield* updatePart(withProgressRange(lab, 0.95, 1), settings, text);

    const loss = (key: keyof typeof contestants) => trained[key].loss;
    const bestAdam = Math.min(loss("adam"), loss("adamW"), loss("adamTwoRates"));
    yield lab.measure("colnorm-lifts-sgd", loss("columns") - loss("sgdWithAdam"));
    yield lab.measure("head-momentum-enough", loss("scale") - loss("muon"));
    yield lab.measure("matches-adam", loss("scale") - bestAdam);
    yield lab.note(
      `SCALE minus Adam at one rate ${(loss("scale") - Math.min(loss("adam"), loss("adamW"))).toFixed(3)}, ` +
        `at two ${(loss("scale") - loss("adamTwoRates")).toFixed(3)}; SCALE with its second rate for the ends minus the latter ` +
        `${(loss("scaleOwnEnds") - loss("adamTwoRates")).toFixed(3)}; momentum in the embedding instead of the head ` +
        `${(loss("embeddingMomentum") - loss("scale")).toFixed(3)}`,
    );
    const weights = trained.adam.stateBytes / 2;
    for (const key of keys)
      yield lab.point("Loss against memory", {
        series: `${contestants[key].name} (${contestants[key].rates === 1 ? "1 rate" : "2 rates"})`,
        x: (100 * (weights + trained[key].stateBytes)) / (weights + trained.adam.stateBytes),
        y: loss(key),
      });
  },
});
