/** The settings of each preset. */
import type { Settings } from "./settings.ts";

const layers: Settings["layers"] = [
  [2048, 128, 512],
  [512, 512, 512],
];

export const full: Settings = {
  seeds: 8,
  seconds: { node: 600, browser: 2500 },
  steps: { perceptron: 500, convolutional: 300, language: 200 },
  digits: 12_000,
  depth: 2,
  textBatches: 16,
  hidden: 4,
  curveBits: [3, 4, 6],
  tested: 2500,
  surface: { digits: 500, rounds: 15 },
  layers,
  timingRounds: 8,
};

export const quick: Settings = {
  ...full,
  seeds: 1,
  seconds: { node: 45, browser: 130 },
  steps: { perceptron: 200, convolutional: 40, language: 40 },
  curveBits: [3],
  surface: { digits: 250, rounds: 8 },
  layers: layers.slice(1),
  timingRounds: 4,
};

export const smoke: Settings = {
  seeds: 1,
  seconds: { node: 3, browser: 8 },
  steps: { perceptron: 1, convolutional: 1, language: 1 },
  digits: 128,
  depth: 1,
  textBatches: 1,
  hidden: 2,
  curveBits: [3],
  tested: 50,
  surface: { digits: 20, rounds: 1 },
  layers: [[16, 16, 16]],
  timingRounds: 1,
};
