/** Tokens of one direction and of any length: RMSNorm makes them equal, SeeDNorm lets the length through. */
import { constant, gradient, input, type Scope, type Tensor } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { openForward } from "#lab/measure/forward";
import { rmsNorm } from "#lab/nn/norms";
import { seedNorm } from "./method.ts";
import paper from "./paper.ts";

const features = 16;
const lengths = Array.from({ length: 33 }, (_, index) => 2 ** ((index - 16) / 4));

export default explore(paper, {
  intro:
    "A token keeps its direction and changes its length. RMSNorm gives the same output for all of them. SeeDNorm reads the token before it is normalized; at x · beta = 0 it is RMSNorm.",
  inputs: {
    product: {
      kind: "number",
      label: "x · beta, for a token of RMS 1",
      min: -3,
      max: 3,
      step: 0.1,
      default: 0.5,
    },
    alpha: { kind: "number", label: "alpha, in every channel", min: -2, max: 2, step: 0.1, default: 1 },
  },
  charts: {
    "What comes out": {
      x: { label: "Root mean square of the token", scale: "log" },
      y: { label: "Output along the token" },
      caption: "gamma is 1. Where tanh saturates, longer tokens are alike again.",
    },
    "What goes back": {
      x: { label: "Root mean square of the token", scale: "log" },
      y: { label: "Slope of the output by the token's length" },
      caption: "The gradient that can change a token's length: RMSNorm has none.",
    },
  },
  async compute({ product, alpha }) {
    const length = input("length", [lengths.length, 1]);
    const direction = constant(Array.from({ length: features }, (_, at) => (at % 2 === 0 ? 1 : -1)));
    const x = length.mul(direction);
    const seen = (y: Tensor) => {
      const along = y.mul(direction).mean(-1);
      return { along, slope: gradient(along.sum(), [length])[0] };
    };
    const norms = { RMSNorm: rmsNorm, SeeDNorm: (at: Scope, x: Tensor) => seedNorm(at, x, { alpha }) };
    const beta = Float32Array.from({ length: features }, (_, at) => (at % 2 === 0 ? 1 : -1) * (product / features));
    const ends: number[] = [];
    const points: { chart: "What comes out" | "What goes back"; series: string; x: number; y: number }[] = [];
    for (const [series, norm] of Object.entries(norms)) {
      const pass = await openForward((at) => seen(norm(at, x)));
      const feeds = { length: Float32Array.from(lengths), ...(series === "SeeDNorm" && { beta }) };
      const { along, slope } = await pass.run(feeds);
      await pass.release();
      lengths.forEach((x, at) => {
        points.push({ chart: "What comes out", series, x, y: along[at] });
        points.push({ chart: "What goes back", series, x, y: slope[at] });
      });
      ends.push(along[0], along.at(-1)!);
    }
    const [shortest, longest] = [inWords(lengths[0]), inWords(lengths.at(-1)!)];
    const said = ends.map((value) => inWords(value, 3));
    return {
      points,
      statement: `A token of RMS ${shortest} and one of RMS ${longest} leave RMSNorm as ${said[0]} and ${said[1]}, and SeeDNorm as ${said[2]} and ${said[3]}.`,
    };
  },
});
