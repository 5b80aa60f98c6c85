/** A random tower, part Post-LN and part Pre-LN: where its gradients are before training. */
import { random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { normalized, postBlocks, towerGradients } from "./method.ts";
import paper from "./paper.ts";

const width = 24;

export default explore(paper, {
  intro:
    "Post-LN in the first blocks, Pre-LN in the rest. Move the border, and make the branches stronger: behind a norm each Post block passes on less of what reaches it from above, and a stack of them sends large or small gradients to its beginning.",
  inputs: {
    depth: { kind: "number", label: "Blocks", base: 2, min: 2, max: 6, step: 1, default: 5 },
    share: { kind: "number", label: "Share with Post-LN", unit: "%", min: 0, max: 100, step: 12.5, default: 25 },
    gain: { kind: "number", label: "Gain of the branches", base: 2, min: -2, max: 1, step: 1, default: 0 },
  },
  charts: {
    "Gradient norm by block": {
      x: { label: "Block" },
      y: { label: "Norm of the gradient", scale: "log" },
      caption: "By the matrices of each block of one random tower, before any training.",
    },
  },
  compute({ depth, share, gain }) {
    const stream = random(1).stream("tower");
    const vector = () => Float64Array.from(stream.normal(width));
    const [start, cotangent] = [normalized(vector()), vector()];
    const scale = gain / Math.sqrt(width);
    const matrix = () => Array.from({ length: width }, () => stream.normal(width).map((value) => scale * value));
    const blocks = Array.from({ length: depth }, () => [matrix(), matrix()]);
    const posts = postBlocks(depth, share / 100);
    const towers = { "Pre-LN": 0, [`first ${posts} of ${depth} Post-LN`]: posts, "Post-LN": depth };
    const norms = Object.entries(towers).map(
      ([series, border]) => [series, towerGradients(start, blocks, border, cotangent)] as const,
    );
    const spread = (values: readonly number[]) => inWords(Math.max(...values) / Math.min(...values));
    const [pre, mixed] = norms.map(([, values]) => spread(values));
    const post = spread(norms.at(-1)![1]);
    return {
      points: norms.flatMap(([series, values]) =>
        values.map((y, at) => ({ chart: "Gradient norm by block" as const, series, x: at + 1, y })),
      ),
      statement: `The largest gradient of a block is ${mixed} times the smallest one with Post-LN in ${posts} of ${depth} blocks, ${pre} times with Pre-LN alone, and ${post} times with Post-LN alone.`,
    };
  },
});
