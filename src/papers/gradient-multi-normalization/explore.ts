/** One uneven gradient, and its rows and columns after as many rounds as you like. */
import { evaluate, input, random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { sinkhorn } from "./method.ts";
import paper from "./paper.ts";

const [m, n] = [12, 20];

const rootMeanSquares = (x: ArrayLike<number>, by: "row" | "column"): number[] =>
  Array.from({ length: by === "row" ? m : n }, (_, line) => {
    const length = by === "row" ? n : m;
    let squares = 0;
    for (let at = 0; at < length; at++) squares += x[by === "row" ? line * n + at : at * n + line] ** 2;
    return Math.sqrt(squares / length);
  });

export default explore(paper, {
  intro:
    "Scale all rows to unit size, then all columns; that spoils the rows a little, so begin again. A few rounds are enough where every entry is alive; where many are zero it takes longer.",
  inputs: {
    rounds: { kind: "number", label: "Rounds", min: 0, max: 10, step: 1, default: 1 },
    spread: { kind: "number", label: "Spread of rows and columns", min: 0, max: 3, step: 0.5, default: 1 },
    zeros: { kind: "number", label: "Entries that are zero", unit: "%", min: 0, max: 90, step: 10, default: 0 },
  },
  charts: {
    "Rows and columns": {
      x: { label: "Row or column" },
      y: { label: "Root mean square", scale: "log" },
      mark: "dots",
      caption: "The fixed point is where all dots lie on 1. Columns are scaled last.",
    },
  },
  async compute({ rounds, spread, zeros }) {
    const stream = random(1).stream("gradient");
    const sizes = Array.from(stream.normal(m + n), (z) => Math.exp(spread * z));
    const kept = stream.uniform(m * n);
    const gradient = Float32Array.from(stream.normal(m * n), (z, at) =>
      100 * kept[at] < zeros ? 0 : z * sizes[Math.floor(at / n)] * sizes[m + (at % n)],
    );
    const x = input("x", [m, n]);
    const after = rounds === 0 ? gradient : (await evaluate(sinkhorn(x, rounds), { x: gradient })).data;
    const lines = (["row", "column"] as const).map((by) => rootMeanSquares(after as Float32Array, by));
    const alive = lines.map((sizes) => sizes.filter((size) => size > 0));
    const far = Math.max(...alive.flat().map((size) => Math.abs(size - 1)));
    return {
      points: alive.flatMap((sizes, index) =>
        sizes.map((y, at) => ({
          chart: "Rows and columns" as const,
          series: index === 0 ? "rows" : "columns",
          x: at + 1,
          y,
        })),
      ),
      statement: `After ${rounds === 1 ? "one round" : `${rounds} rounds`} the row or column farthest from 1 is off by ${far < 1e-6 ? "less than 0.000001" : inWords(far)}.`,
    };
  },
});
