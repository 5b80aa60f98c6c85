/** The files of a new paper: a whole one that runs and passes its tests, as "not recorded yet". What stands in them is to be replaced. */
import { notRecorded } from "#papers/readme";

/** @returns path below the paper's folder -> text. */
export function newPaperFiles(slug: string, title: string, published: string): Readonly<Record<string, string>> {
  return {
    "paper.ts": `/** Facts and claims. */
import { definePaper } from "#lab/kit/index";

export default definePaper({
  slug: ${JSON.stringify(slug)},
  title: ${JSON.stringify(title)},
  published: ${JSON.stringify(published)},
  authors: 1,
  arxiv: null,
  code: null,
  summary: "Replace this by two to four sentences of your own; the first one stands in lists.",
  topics: ["normalization"],
  claims: {
    "row-mean-zero": {
      statement: "every row of the output has mean zero",
      better: "equal",
      unit: "units of x",
      stated: 0,
      tolerance: 1e-5,
      kind: "property",
      scale: "exact",
    },
  },
});
`,
    "method.ts": `/**
 * The idea and nothing else, its formula above the code.
 *
 *   y = x - mean(x)
 */
import type { Tensor } from "#engine";

/** x: [..., d] -> [..., d]. Name the paper's equation here. */
export const method = (x: Tensor): Tensor => x.sub(x.mean(-1));
`,
    "method.test.ts": `import { expect, test } from "vitest";
import { evaluate, input } from "#engine";
import { method } from "./method.ts";

test("1 and 3 become -1 and 1", async () => {
  const { data } = await evaluate(method(input("x", [1, 2])), { x: Float32Array.of(1, 3) });
  expect([...(data as Float32Array)]).toEqual([-1, 1]);
});
`,
    "experiment/index.ts": `/** Measures the claims; it never judges them. */
import { compile, input, open, random } from "#engine";
import { experiment } from "#lab/kit/index";
import { method } from "../method.ts";
import paper from "../paper.ts";

const preset = { seeds: 5, seconds: { node: 5, browser: 10 }, rows: 64 };

export default experiment(paper, {
  plan: {
    seeds: 5,
    why: "Replace this: which claim asks for so many, by its pilot and its \`counts\`.",
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
`,
    "export.ts": `/** The method as an ONNX model, for any number of rows. */
import { compile, input, toDynamicOnnx } from "#engine";
import { method } from "./method.ts";

const features = 16;

export default async function exportModel(): Promise<{ onnx: Uint8Array; description: string }> {
  const description = \`Say what it computes: input and output are float32 [rows, \${features}].\`;
  const build = ({ rows }: { rows: number }) =>
    compile({ outputs: { output: method(input("input", [rows, features])) }, name: ${JSON.stringify(slug)} });
  return { onnx: toDynamicOnnx({ rows: [5, 7] }, build, { doc: description }), description };
}
`,
    "README.md": `# ${title}

Say in two sentences what the method is. Facts and claims: \`paper.ts\`; the method and its oracle: \`method.ts\`, \`method.test.ts\`.

## Reproduced

${notRecorded}

## Not reproduced

## Decided by us
`,
    "results.json": `{ "runs": [] }\n`,
  };
}

/** running.ts with the paper's line in it, among the others by name. */
export function withLine(running: string, slug: string): string {
  const name = slug.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const lines = running.trimEnd().split("\n");
  const first = lines.findIndex((line) => line.startsWith("export "));
  const line = `export { default as ${name} } from "./${slug}/paper.ts";`;
  return `${[...lines.slice(0, first), ...[...lines.slice(first), line].sort()].join("\n")}\n`;
}
