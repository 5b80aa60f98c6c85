/** Measures what mixing stored statistics with those of the test batch is worth, where, and against what. */
import { experiment, withProgressRange } from "#lab/kit/index";
import paper from "../paper.ts";
import { orders } from "./corrupted-streams.ts";
import { methodNames, methodsPart } from "./methods.ts";
import { openPredictor } from "./predictor.ts";
import { canvasMethods, segmentedPart } from "./segmented.ts";
import type { ChartName, Settings } from "./settings.ts";
import { canvasNet, digitNet, digits, trainCanvasNet, trainDigitNet } from "./source.ts";
import { weightsPart } from "./weights.ts";

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: 8,
    why: "In pilots on seeds 1001 and 1002 the mixture was 12.2 and 11.7 points above both ends on skewed streams, 0.2 below on balanced ones, and Core 3.8 to 4.7 above entropy minimization: eight seeds are as many as ten minutes buy, and leave little doubt about half a point.",
    pilot: {},
    arms: [...methodNames, ...Object.keys(orders)],
    steps: { "net of digits": 500, "net of canvases": 600 },
    tuning:
      "In each seed the weight of the mixture (0.1 to 0.9) is the one with the highest accuracy on noise, a corruption that no measurement uses, on digits that neither net has learned. On three such streams, half as long as those that are measured, every arm that trains takes one of six rates from 1e-4 to 3e-2: one notch below the lowest median error unless that is worse by more than the streams scatter. The two ends have nothing to choose.",
  },
  charts: {
    "Accuracy by weight": {
      x: { label: "Weight of the test statistics" },
      y: { label: "Accuracy", unit: "%" },
      caption:
        "Eight corruptions of severity 2. At the left end stored statistics alone, at the right end the test batch alone; where a curve has its top in between, mixing is worth something.",
    },
    "Best weight": {
      x: { label: "Severity of the corruptions" },
      y: { label: "Best weight, in hindsight" },
      caption:
        "The further the data have shifted, the more the test batch should count; where its classes are skewed, less than where they are not.",
    },
    "Accuracy by method": {
      x: { label: "Accuracy", unit: "%" },
      y: { label: "Method", names: methodNames },
      mark: "dots",
      caption: "Eight corruptions of severity 5, in batches of 16. The upper four train on the stream as well.",
    },
    Canvases: {
      x: { label: "Weight of the test statistics" },
      y: { label: "Mean intersection over union", unit: "%" },
      caption: "Canvases of several digits in eight other styles; each image is a batch of its own.",
    },
    "Canvases by method": {
      x: { label: "Mean intersection over union", unit: "%" },
      y: { label: "Method", names: canvasMethods },
      mark: "dots",
      caption: "The same canvases. Averaged predictions are the control: both ends, but no statistics mixed.",
    },
  },
  presets: {
    quick: {
      seeds: 1,
      seconds: { node: 45, browser: 130 },
      steps: 300,
      digits: 400,
      corruptions: 2,
      severities: [2, 5],
      canvasSteps: 150,
      canvases: 8,
      learningRates: [3e-4, 1e-3, 3e-3],
    },
    full: {
      seeds: 8,
      seconds: { node: 600, browser: 3000 },
      steps: 500,
      digits: 800,
      corruptions: 8,
      severities: [1, 2, 3, 4, 5],
      canvasSteps: 600,
      canvases: 40,
      learningRates: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2],
    },
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 8 },
    steps: 2,
    digits: 400,
    corruptions: 1,
    severities: [2],
    canvasSteps: 1,
    canvases: 1,
    learningRates: [1e-3],
  },
  measures: [
    "tbn-hurts",
    "alpha-beats-both",
    "alpha-beats-both-balanced",
    "gta5-cityscapes",
    "beats-sfda",
    "core-sota",
    "no-training",
  ],
  datasets: ["mnist"],
  async *run(lab, settings) {
    const { whole, data } = await digits();
    const weights = yield* trainDigitNet(withProgressRange(lab, 0, 0.1), data, whole, settings.steps);
    const predictors = { 16: await openPredictor(digitNet, 16, lab), 200: await openPredictor(digitNet, 200, lab) };
    try {
      const source = { predictors, weights, data };
      yield* weightsPart(withProgressRange(lab, 0.1, 0.45), settings, source);
      yield* methodsPart(withProgressRange(lab, 0.45, 0.7), settings, source);
    } finally {
      for (const predictor of Object.values(predictors)) await predictor.release();
    }
    const canvasWeights = yield* trainCanvasNet(withProgressRange(lab, 0.7, 0.8), data, settings.canvasSteps);
    const predictor = await openPredictor(canvasNet, 1, lab);
    try {
      yield* segmentedPart(withProgressRange(lab, 0.8, 1), settings, { predictor, weights: canvasWeights, data });
    } finally {
      await predictor.release();
    }
  },
});
