/** A query to type, and what each layer makes of it. */
import { explore } from "#lab/kit/index";
import { digest, meaningOf, print } from "./method.ts";
import paper from "./paper.ts";

const layers = ["words", "lexicon", "data", "times", "phrases", "frame"] as const;

export default explore(paper, {
  intro:
    "Each layer rewrites what it knows and passes the rest on; what no layer takes is searched for. Try another wording of a date, an author, quotation marks, or a topic that only looks like an order.",
  inputs: {
    query: {
      kind: "text",
      label: "A query",
      maxLength: 200,
      default: "papers on layer norm since 2024, most discussed first",
    },
    today: {
      kind: "choice",
      label: "Read on",
      options: { "2026-11-30": "30 November 2026", "2024-02-29": "29 February 2024" },
      default: "2026-11-30",
    },
  },
  charts: {
    "Symbols by layer": {
      x: { label: "Symbols" },
      y: { label: "Left by", names: layers },
      mark: "dots",
      caption:
        "From the words to the command: each layer leaves fewer symbols, and fewer of them are words as they were typed.",
    },
  },
  compute({ query, today }) {
    const found = digest(query, { today });
    const points = found.layers.flatMap(({ nodes }, at) => {
      const inner = nodes.filter(({ symbol }) => symbol !== "START" && symbol !== "END");
      const series = { "all symbols": inner, "words as typed": inner.filter(({ rule }) => rule === null) };
      return Object.entries(series).map(([series, { length }]) => ({
        chart: "Symbols by layer" as const,
        series,
        x: length,
        y: at + 1,
      }));
    });
    const effects = meaningOf(found);
    const chips = found.chips.map(({ words, rule }) => `“${words}” by the rule ${rule}`);
    const read = chips.length > 0 ? `Read from the words: ${chips.join(", ")}` : "No phrase is read";
    const left = found.text === "" ? "nothing is left to search for" : `“${found.text}” is left to search for`;
    return {
      points,
      statement: `${read}; ${left}. The standard wording is ${print({ text: found.text, effects }, { today }) || "empty"}.`,
    };
  },
});
