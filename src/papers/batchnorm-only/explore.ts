/** A small random net that learns a wave: what its batch norms can make of random features. */
import { explore, inWords } from "#lab/kit/index";
import { fitWave, places, wave } from "./experiment/wave.ts";
import { gainsOf, trainedParts } from "./method.ts";
import paper from "./paper.ts";

const choices = {
  norms: trainedParts["BatchNorm only"],
  output: trainedParts["output only"],
  both: trainedParts["BatchNorm and output"],
  all: trainedParts["all weights"],
};

export default explore(paper, {
  intro:
    "A random net of two hidden layers is to follow a wave. Train its batch norms alone: they scale and shift random features until their random sum has the right shape. With more units there are more features to choose from. Then see what the output layer makes of the same ones.",
  inputs: {
    trained: {
      kind: "choice",
      label: "What is trained",
      options: { norms: "batch norms only", output: "output only", both: "batch norms and output", all: "everything" },
      default: "norms",
    },
    units: { kind: "number", label: "Units a layer", base: 2, min: 1, max: 6, step: 1, default: 5 },
    draw: { kind: "number", label: "Draw of the random weights", min: 1, max: 9, step: 1, default: 1 },
  },
  charts: {
    "The wave": {
      x: { label: "Input" },
      y: { label: "Output" },
      caption: "Before training, and after 150 steps on 64 points.",
    },
    Gains: {
      x: { label: "Rank of the gain" },
      y: { label: "Gain" },
      caption:
        "Of both layers, the smallest first. A gain of zero switches its feature off; below zero, it is turned over.",
    },
  },
  async compute({ trained, units, draw }) {
    const fit = await fitWave(choices[trained as keyof typeof choices], units, draw);
    const line = (series: string, values: readonly number[]) =>
      values.map((y, at) => ({ chart: "The wave" as const, series, x: places[at], y }));
    const sorted = (series: string, gains: readonly number[]) =>
      gains.toSorted((a, b) => a - b).map((y, at) => ({ chart: "Gains" as const, series, x: at + 1, y }));
    const { before, after } = fit;
    return {
      points: [
        ...line("wave", wave),
        ...line("before", before.outputs),
        ...line("after", after.outputs),
        ...sorted("before", gainsOf(before.weights)),
        ...sorted("after", gainsOf(after.weights)),
      ],
      statement: `Training moves ${inWords(fit.trained, 5)} of ${inWords(fit.all, 5)} numbers, and the mean squared distance from the wave goes from ${inWords(before.error)} to ${inWords(after.error)}.`,
    };
  },
});
