/** Measures the claims; it never judges them. */
import { compile, input, open, random } from "#engine";
import { experiment } from "#lab/kit/index";
import { method } from "../method.ts";
import paper from "../paper.ts";

const preset = { seeds: 5, seconds: { node: 5, browser: 10 }, rows: 64 };

export default experiment(paper, {
  plan: {
    seeds: 5,
    why: "Replace this: which claim asks for so many, by its pilot and its `counts`.",
    pilot: {},
    arms: ["method"],
    steps: 0,
    tuning: "Nothing is tuned.",
  },
  charts: {
    Rows: {
      x: { label: "Row" },
      y: { label: "Mean of the output" },
      caption: "Say here what to look for.",
    },
  },
  presets: { quick: { ...preset, seeds: 1 }, full: preset },
  smoke: { ...preset, seeds: 1, rows: 4 },
  measures: ["row-mean-zero"],
  datasets: [],
  async *run(lab, { rows }) {
    const width = 16;
    const session = await open(compile({ outputs: { y: method(input("x", [rows, width])) } }), lab);
    try {
      const x = random(lab.seed)
        .stream("x")
        .normal(rows * width);
      const y = (await session.run({ x })).y.data as Float32Array;
      const means = Array.from({ length: rows }, (_, row) =>
        y.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value / width, 0),
      );
      for (const [row, mean] of means.entries()) yield lab.point("Rows", { series: "method", x: row + 1, y: mean });
      yield lab.measure("row-mean-zero", Math.max(...means.map(Math.abs)));
      yield lab.progress(1, "measured");
    } finally {
      await session.release();
    }
  },
});
