/** A random tower: its blocks, the factor on them, and how much they resemble each other. */
import { random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { branchFactors, residualTower } from "./method.ts";
import { norm, reluBlock, vectors } from "./experiment/vectors.ts";
import paper from "./paper.ts";

const width = 32;

export default explore(paper, {
  intro:
    "A stream runs through a tower of random branches. With factor 1 it grows with every block. 1/sqrt(n) holds it if the branches are independent, as they are before training; if they agree, only 1/n does.",
  inputs: {
    depth: { kind: "number", label: "Blocks n", base: 2, min: 1, max: 7, step: 1, default: 5 },
    multiple: {
      kind: "number",
      label: "Multiple of each factor",
      base: 2,
      min: -3,
      max: 3,
      step: 1,
      default: 0,
    },
    branches: {
      kind: "choice",
      label: "The branches",
      options: { independent: "are independent", same: "are all the same, and hand on what they get" },
      default: "independent",
    },
  },
  charts: {
    "Size of the stream": {
      x: { label: "Block" },
      y: { label: "Size, as a multiple of the input's", scale: "log" },
      caption: "One random tower of width 32, block by block.",
    },
  },
  compute({ depth, multiple, branches }) {
    const stream = random(1).stream("tower");
    const z = Float64Array.from(stream.normal(width));
    // A branch that hands on what it gets has gain 1 in every direction: the worst case of agreement.
    const same = { value: (z: Float64Array) => z };
    const blocks = Array.from({ length: depth }, () => (branches === "same" ? same : reluBlock(stream, width)));
    const points = Object.entries(branchFactors).flatMap(([name, of]) =>
      residualTower(z, blocks, multiple * of(depth), vectors).map((value, at) => ({
        chart: "Size of the stream" as const,
        series: `factor ${multiple === 1 ? "" : `${multiple} × `}${name}`,
        x: at,
        y: norm(value) / norm(z),
      })),
    );
    const ends = points.filter(({ x }) => x === depth).map(({ y }) => inWords(y));
    return {
      points,
      statement: `After ${depth} blocks the stream is ${ends[0]} times its size with factor 1, ${ends[1]} times with 1/sqrt(n) and ${ends[2]} times with 1/n${multiple === 1 ? "" : `, each taken ${multiple} times`}.`,
    };
  },
});
