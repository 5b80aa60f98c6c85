/** A random tower with norms in front of its branches: how fast its stream grows, and how little its late blocks change. */
import { random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { expectedUpdate, expectedVariance, normalized, scaledTower, type Branch } from "./method.ts";
import paper from "./paper.ts";

const width = 32;

export default explore(paper, {
  intro:
    "Every block adds something of the same size to the stream, so the stream grows and each block matters less. Scale the norms of block l by a power of l: the stream stays small. Do late blocks then change it more?",
  inputs: {
    depth: { kind: "number", label: "Blocks L", base: 2, min: 2, max: 6, step: 1, default: 5 },
    exponent: { kind: "number", label: "Exponent p of the factor 1/l^p", min: 0, max: 1, step: 0.1, default: 0.5 },
  },
  charts: {
    "Size of the stream": {
      x: { label: "Block" },
      y: { label: "Mean square", scale: "log" },
      caption: "Behind each block, of one random tower, and as expected of branches that do not resemble each other.",
    },
    "What a block changes": {
      x: { label: "Block" },
      y: { label: "Change over size", scale: "log" },
      caption: "Length of what a block adds over the length of the stream behind it, before any training.",
    },
  },
  compute({ depth, exponent }) {
    const stream = random(1).stream("tower");
    const matrix = () => Array.from({ length: width }, () => stream.normal(width));
    const branch = (): Branch => {
      const rows = matrix();
      return (x) => Float64Array.from(rows, (row) => row.reduce((sum, w, at) => sum + w * x[at], 0) / Math.sqrt(width));
    };
    const start = normalized(Float64Array.from(stream.normal(width)));
    const blocks = Array.from({ length: depth }, () => [branch(), branch()]);
    const meanSquare = (x: Float64Array) => x.reduce((sum, value) => sum + value ** 2, 0) / width;
    const points = Object.entries({ "Pre-LN": 0, [`scaled, p = ${exponent}`]: exponent }).flatMap(([name, p]) => {
      const streams = scaledTower(start, blocks, p);
      return streams.slice(1).flatMap((x, index) => {
        const added = x.map((value, at) => value - streams[index][at]);
        const [size, change] = [meanSquare(x), Math.sqrt(meanSquare(added) / meanSquare(x))];
        const at = (chart: "Size of the stream" | "What a block changes", series: string, y: number) => ({
          ...{ chart, series, x: index + 1, y },
        });
        return [
          at("Size of the stream", name, size),
          at("Size of the stream", `${name}, expected`, expectedVariance(index + 1, p)),
          at("What a block changes", name, change),
          at("What a block changes", `${name}, expected`, expectedUpdate(index + 1, p)),
        ];
      });
    });
    const [pre, scaled] = [0, exponent].map((p) => inWords(expectedVariance(depth, p)));
    const [last, lastScaled] = [0, exponent].map((p) => inWords(100 * expectedUpdate(depth, p)));
    return {
      points,
      statement: `Behind block ${depth} a stream that began at 1 is expected at ${pre} under Pre-LN, and at ${scaled} when scaled. The last block then changes it by ${last} % and by ${lastScaled} %, both before any training.`,
    };
  },
});
