/** A token with an outlier: what RMSNorm and the method let through. */
import { constant, random, type Scope, type Tensor } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { forward } from "#lab/measure/forward";
import { rmsNorm } from "#lab/nn/norms";
import { newNorm } from "./method.ts";
import paper from "./paper.ts";

export default explore(paper, {
  intro: "A token of 64 normal entries, one of them multiplied. Say here what to try, and what to look for.",
  inputs: { outlier: { kind: "number", label: "Factor on one entry", base: 2, min: 0, max: 10, step: 1, default: 4 } },
  charts: {
    "Entry by entry": { x: { label: "Entry, by size" }, y: { label: "Output" }, caption: "Say here what is drawn." },
  },
  async compute({ outlier }) {
    const draw = random(1).stream("token").normal(64);
    draw[0] *= outlier;
    const token = constant(draw.toSorted());
    const norms = { RMSNorm: rmsNorm, Ours: (at: Scope, x: Tensor) => newNorm(at, x) };
    const points: { chart: "Entry by entry"; series: string; x: number; y: number }[] = [];
    for (const [series, norm] of Object.entries(norms)) {
      const { y } = await forward((at) => ({ y: norm(at, token) }));
      y.forEach((value, at) => points.push({ chart: "Entry by entry", series, x: at + 1, y: value }));
    }
    const largest = (of: string) =>
      Math.max(...points.filter(({ series }) => series === of).map(({ y }) => Math.abs(y)));
    return {
      points,
      statement: `The largest output is ${inWords(largest("RMSNorm"))} by RMSNorm and ${inWords(largest("Ours"))} here.`,
    };
  },
});
