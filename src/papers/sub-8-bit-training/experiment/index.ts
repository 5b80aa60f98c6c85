/** Measures what training in few bits costs, what groups of power-of-two scales and norms by mean absolute value are worth, and how fast it is. */
import { experiment, withProgressRange } from "#lab/kit/index";
import paper from "../paper.ts";
import { digitArms, languageArms, nameOf } from "./arms.ts";
import { curvaturePart } from "./curvature.ts";
import { distortedDigits } from "./digits.ts";
import { groupsPart } from "./groups.ts";
import { languagePart } from "./language.ts";
import { layerSpeedPart, movesPart, speedNames } from "./layer-speed.ts";
import { normSpeedPart } from "./norm-speed.ts";
import { pictureCharts } from "./pictures.ts";
import { full, quick, smoke } from "./presets.ts";
import { tuned } from "./rates.ts";
import type { ChartName, Settings } from "./settings.ts";
import { bitsPart, digitsPart } from "./training.ts";

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: full.seeds,
    why: "In a pilot of the perceptron on seed 1001, floats got 89.2 % of the digits right, ShiftQuant 87.4 in 4 bits and 84.3 in 3, where one scale and groups by place both got 83.0; of the convolutional net, at Adam's rate of 0.08, floats got 88.8 % and ShiftQuant in 4 bits 85.6: eight seeds are as many as a thousand processor seconds buy.",
    pilot: {},
    arms: [...digitArms.map(nameOf), ...languageArms.map((arm) => `language model: ${nameOf(arm)}`)],
    steps: full.steps,
    ...tuned,
  },
  charts: {
    "Accuracy by arm": {
      x: { label: "Digits that are right", unit: "%" },
      y: { label: "Arm", names: digitArms.map(nameOf) },
      mark: "dots",
      caption:
        "The further to the left of the floats, the more was lost. Norms are by mean absolute value unless they say otherwise.",
    },
    "Accuracy by bits": {
      x: { label: "Bits of a code, with its sign" },
      y: { label: "Digits that are right", unit: "%" },
      caption:
        "The perceptron. What float gradients lose is lost in the forward pass; the rest lies between them and each way to round gradients.",
    },
    ...pictureCharts,
    "Error by groups": {
      x: { label: "Groups" },
      y: { label: "Squared error, own scales being 1", scale: "log" },
      caption: "Gradients at the start, in the middle, and at the end of training, in four bits; a geometric mean.",
    },
    Curvature: {
      x: { label: "Step" },
      y: { label: "Largest eigenvalue of the Hessian", scale: "log" },
      caption: "Two trainings in floats at one rate, with outputs of the norms that are equally large at the start.",
    },
    "Speed of a layer": {
      x: { label: "Times as fast as the layer in floats" },
      y: { label: "Layer", names: speedNames },
      mark: "dots",
      caption:
        "Forward and backward pass on one thread. The last row is the float layer again: how much the clock alone makes of nothing.",
    },
  },
  presets: { quick, full },
  smoke,
  measures: [
    "acc-resnet-4bit",
    "acc-perceptron-4bit",
    "groups-help",
    "groups-by-range",
    "acc-transformer-6bit",
    "near-optimal-groups",
    "no-rearrangement",
    "no-preprocessing",
    "l1-quantized",
    "l1-smoother",
    "cpu-speed",
    "wasm-speed",
    "l1-throughput",
  ],
  datasets: ["mnist", "moby-dick"],
  async *run(lab, settings) {
    const data = await distortedDigits(settings.digits, settings.tested);
    const snapshots = yield* digitsPart(withProgressRange(lab, 0, 0.45), settings, data);
    yield* groupsPart(withProgressRange(lab, 0.45, 0.5), settings, data, snapshots);
    yield* bitsPart(withProgressRange(lab, 0.5, 0.65), settings, data);
    yield* languagePart(withProgressRange(lab, 0.65, 0.75), settings);
    yield* curvaturePart(withProgressRange(lab, 0.75, 0.85), settings, data);
    yield* movesPart(lab);
    yield* layerSpeedPart(withProgressRange(lab, 0.85, 0.95), settings);
    yield* normSpeedPart(withProgressRange(lab, 0.95, 1), settings);
  },
});
