/** A token with an outlier: what RMSNorm and the bounded tanh let through. */
import { constant, random, type Scope, type Tensor } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { forward } from "#lab/measure/forward";
import { rmsNorm } from "#lab/nn/norms";
import { boundedTanh } from "./method.ts";
import paper from "./paper.ts";

const features = 128;

export default explore(paper, {
  intro:
    "A token of 128 normal entries, one of them multiplied. RMSNorm only divides, so the outlier stays one; BHyT bends it. kappa says how far into the tanh an entry can get.",
  inputs: {
    outlier: {
      kind: "number",
      label: "Factor on one entry",
      base: 2,
      min: 0,
      max: 10,
      step: 1,
      default: 5,
    },
    lambda: { kind: "number", label: "lambda", min: 0.5, max: 16, step: 0.5, default: 2 },
    kappa: { kind: "number", label: "kappa", min: 1, max: 20, step: 1, default: 10 },
  },
  charts: {
    "Entry by entry": {
      x: { label: "Entry of the token, by size" },
      y: { label: "Output" },
      caption: "The gain is 1. RMSNorm's largest output grows up to the root of the width, BHyT's never beyond 1.",
    },
  },
  async compute({ outlier, lambda, kappa }) {
    const draw = random(1).stream("token").normal(features);
    draw[0] = Math.abs(draw[0]) * outlier;
    const token = constant(draw.toSorted());
    const norms = { RMSNorm: rmsNorm, BHyT: (at: Scope, x: Tensor) => boundedTanh(at, x, { lambda, kappa }) };
    const points: { chart: "Entry by entry"; series: string; x: number; y: number }[] = [];
    const largest: number[] = [];
    for (const [series, norm] of Object.entries(norms)) {
      const { y } = await forward((at) => ({ y: norm(at, token) }));
      y.forEach((value, index) => points.push({ chart: "Entry by entry", series, x: index + 1, y: value }));
      largest.push(Math.max(...y));
    }
    // An argument beyond lambda is an entry beyond kappa times the token's root mean square.
    const size = Math.sqrt(draw.reduce((sum, value) => sum + value ** 2, 0) / features);
    const beyond = draw.filter((value) => Math.abs(value) > kappa * size).length;
    return {
      points,
      statement: `The largest entry leaves RMSNorm as ${inWords(largest[0])} and BHyT as ${inWords(largest[1])}. Beyond lambda in the tanh: ${beyond} of ${features} entries; Chebyshev's inequality allows ${inWords(features / kappa ** 2)}.`,
    };
  },
});
