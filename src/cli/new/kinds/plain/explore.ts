/** Something to touch: an input, and what the method makes of it. */
import { constant, evaluate, random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { method } from "./method.ts";
import paper from "./paper.ts";

export default explore(paper, {
  intro: "Say here what to try, and what to look for.",
  inputs: {
    shift: { kind: "number", label: "Added to every entry", min: -4, max: 4, step: 0.5, default: 2 },
  },
  charts: {
    "Entry by entry": { x: { label: "Entry, by size" }, y: { label: "Output" }, caption: "Say here what is drawn." },
  },
  async compute({ shift }) {
    const row = random(1).stream("row").normal(32).toSorted();
    const x = row.map((value) => value + shift);
    const y = Float32Array.from((await evaluate(method(constant(x)))).data as Float32Array);
    const points = Array.from(y, (y, at) => ({ chart: "Entry by entry" as const, series: "method", x: at + 1, y }));
    return { points, statement: `The output is between ${inWords(Math.min(...y))} and ${inWords(Math.max(...y))}.` };
  },
});
