/** A table and a flow chart to edit, and the scores that they get. */
import { explore, inWords } from "#lab/kit/index";
import { scoreText, tolerances, type Mode } from "./method.ts";
import paper from "./paper.ts";

const views = {
  table: {
    format: "json",
    reference: "| | Sales | Profit |\n|---|---|---|\n| 2024 | 40 | 12 |\n| 2025 | 50 | -5 |",
  },
  diagram: {
    format: "dot",
    reference: "flowchart TD\nA[Start] --> B{OK?}\nB -->|yes| C[End]\nB -->|no| A",
  },
} as const;
const names: Readonly<Record<keyof typeof views, string>> = { table: "the table", diagram: "the flow chart" };

export default explore(paper, {
  intro:
    "The chart says: sales 40 and 50, profit 12 and -5 in 2024 and 2025. The diagram goes from Start to OK?, from there by yes to End and by no back to Start. " +
    "Change a number by a few percent or by much, a letter, an arrow; exchange years and names; try a wrong loss on the released scorer.",
  inputs: {
    table: {
      kind: "text",
      label: "The table as a model read it, in JSON",
      maxLength: 200,
      default: '{"Sales": {"2024": 40, "2025": 48}, "Profit": {"2024": 12, "2025": 900}}',
    },
    diagram: {
      kind: "text",
      label: "The flow chart as a model read it, in DOT",
      maxLength: 200,
      default: 'digraph {s [label="Start"]; s -> "OK?"; "OK?" -> End [label="yes"]}',
    },
    scorer: {
      kind: "choice",
      label: "Scored",
      options: { fixed: "with the sign and the commas mended", compat: "as released" },
      default: "fixed",
    },
  },
  charts: {
    "Score by tolerance": {
      x: { label: "mAP", unit: "%" },
      y: { label: "Tolerance", names: tolerances },
      mark: "dots",
      caption: "Strict asks for the very same, slight forgives two letters and 5 %, high five letters and a tenth.",
    },
  },
  compute({ table, diagram, scorer }) {
    const texts = { table, diagram };
    const kinds = Object.keys(views) as (keyof typeof views)[];
    const scores = kinds.map((kind) => ({
      kind,
      ...scoreText(texts[kind], views[kind].format, views[kind].reference, { mode: scorer as Mode }),
    }));
    const said = scores.map(({ kind, similarity, map }) => {
      const percent = (value: number) => `${inWords(100 * value)} %`;
      return `${names[kind]} is ${percent(similarity.high)} the same at high tolerance and ${percent(similarity.strict)} at the strict one: ${percent(map.high)} and ${percent(map.strict)} mAP`;
    });
    return {
      points: scores.flatMap(({ kind, map }) =>
        tolerances.map((name, at) => ({
          chart: "Score by tolerance",
          series: names[kind],
          x: 100 * map[name],
          y: at + 1,
        })),
      ),
      statement: `${said.join("; ")}.`.replace(/^./, (sign) => sign.toUpperCase()),
    };
  },
});
