/** Exponentials that no float holds, as pairs. */
import { explore } from "#lab/kit/index";
import { extExp, twoPassSoftmax } from "./method.ts";
import paper from "./paper.ts";

const count = 9;
const round = Math.fround;

/** As it stands in a textbook, in 32-bit floats. */
function naive(x: Float32Array): Float32Array {
  const powers = x.map((value) => round(Math.exp(value)));
  const sum = powers.reduce((sum, power) => round(sum + power), 0);
  return powers.map((power) => power / sum);
}

export default explore(paper, {
  intro:
    "Nine numbers up to the largest one, and their softmax: straight from the formula in 32-bit floats, and from pairs. Move the largest number past 88, or far below zero.",
  inputs: {
    largest: { kind: "number", label: "Largest number", min: -1000, max: 1000, step: 4, default: 100 },
    spread: { kind: "number", label: "Distance of the smallest from it", min: 0, max: 20, step: 0.5, default: 6 },
  },
  charts: {
    Softmax: {
      x: { label: "Input" },
      y: { label: "Softmax" },
      caption:
        "Where the formula gives nothing, its line is gone: infinity by infinity, or nothing by nothing, is not a number.",
    },
  },
  compute({ largest, spread }) {
    const x = Float32Array.from({ length: count }, (_, at) => largest - spread * (1 - at / (count - 1)));
    const [straight, pairs] = [naive(x), twoPassSoftmax(x)];
    const points = [...x].flatMap((at, index) => [
      { chart: "Softmax" as const, series: "from pairs", x: at, y: pairs[index] },
      ...(Number.isFinite(straight[index])
        ? [{ chart: "Softmax" as const, series: "from the formula", x: at, y: straight[index] }]
        : []),
    ]);
    const { mantissa, exponent } = extExp(largest);
    const held =
      exponent > 128
        ? "more than a 32-bit float holds"
        : exponent < -149
          ? "less than a 32-bit float holds"
          : "which a 32-bit float holds";
    const works = straight.every(Number.isFinite) ? "The formula works here" : "The formula gives no number";
    const statement = `e to the power of ${largest} is ${mantissa.toFixed(4)} times 2 to the power of ${exponent}, ${held}. ${works}; the pairs give ${pairs[count - 1].toFixed(4)} for the largest.`;
    return { points, statement };
  },
});
