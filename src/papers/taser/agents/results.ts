/** Tables of results in papers: every number of the body becomes a row that says of which method, data set and metric it is. */
import { partsOf } from "#lab/extraction/table/headers";
import { readNumber } from "#lab/extraction/table/numbers";
import { textsOf, type Table } from "#lab/extraction/table/table";
import { normal } from "./similarity.ts";

export interface ResultRow {
  readonly method: string;
  readonly metric: string;
  readonly value: number;
  readonly dataset?: string;
  readonly std?: number;
  readonly unit?: string;
  readonly better: "higher" | "lower" | "unknown";
  readonly bold: boolean;
  readonly provenance: { readonly row: number; readonly column: number; readonly caption: string };
}

/** Metrics by the words that name them, and which way is better where a table does not say. */
const metrics: readonly { name: string; words: readonly string[]; better: ResultRow["better"] }[] = [
  { name: "accuracy", words: ["acc", "accuracy", "top 1", "top1", "top 5"], better: "higher" },
  { name: "F1", words: ["f1", "f score"], better: "higher" },
  { name: "BLEU", words: ["bleu"], better: "higher" },
  { name: "ROUGE", words: ["rouge", "rouge l"], better: "higher" },
  { name: "precision", words: ["precision", "prec"], better: "higher" },
  { name: "recall", words: ["recall", "rec"], better: "higher" },
  { name: "mAP", words: ["map", "ap"], better: "higher" },
  { name: "nDCG", words: ["ndcg", "ndcg 10"], better: "higher" },
  { name: "MRR", words: ["mrr"], better: "higher" },
  { name: "perplexity", words: ["ppl", "perplexity"], better: "lower" },
  { name: "loss", words: ["loss"], better: "lower" },
  { name: "error", words: ["error", "err", "wer", "rmse", "mae", "mse", "fid"], better: "lower" },
  { name: "parameters", words: ["params", "parameters", "param"], better: "lower" },
  { name: "FLOPs", words: ["flops", "gflops", "macs"], better: "lower" },
  { name: "time", words: ["time", "latency"], better: "lower" },
];

/** A header without its unit and arrow: "Params (M) ↓" -> params, M, lower. */
function headerOf(text: string): { words: string; unit?: string; arrow?: "higher" | "lower" } {
  const unit = /\(([^()]{1,12})\)/.exec(text)?.[1];
  const arrow = /[↑⬆]/.test(text) ? "higher" : /[↓⬇]/.test(text) ? "lower" : undefined;
  return { words: text.replace(/\([^()]{1,12}\)|[↑↓⬆⬇]/g, "").trim(), unit, arrow };
}

const metricOf = (words: string) => {
  const plain = normal(words);
  return metrics.find(({ name, words: known }) => known.includes(plain) || normal(name) === plain);
};

/** @param caption the table's, in which a metric may stand that no header names. */
export function extractResults(table: Table, caption = table.caption): ResultRow[] {
  const { headerRows, stubColumns, names } = partsOf(table);
  const grid = textsOf(table);
  const captionMetric = metrics.find(({ words }) => words.some((word) => ` ${normal(caption)} `.includes(` ${word} `)));
  const columns = names.map((_, column) => {
    const parts = grid.slice(0, headerRows).map((row) => headerOf(row[column]));
    const metric = parts.map(({ words }) => metricOf(words)).find((one) => one !== undefined) ?? captionMetric;
    const dataset = parts.map(({ words }) => words).filter((words) => words !== "" && !metricOf(words));
    const last = <Key extends "unit" | "arrow">(key: Key) => parts.findLast((part) => part[key] !== undefined)?.[key];
    return { metric, dataset: dataset.at(-1), unit: last("unit"), arrow: last("arrow") };
  });
  return table.rows.slice(headerRows).flatMap((cells, at) => {
    const method = cells
      .slice(0, Math.max(1, stubColumns))
      .map(({ text }) => text)
      .filter((text, place, all) => text !== "" && text !== all[place - 1])
      .join(" / ");
    return cells.flatMap((cell, column): ResultRow[] => {
      const number = column < stubColumns || method === "" ? null : readNumber(cell.text, "results");
      const { metric, dataset, unit, arrow } = columns[column];
      if (!number || !metric) return [];
      return [
        {
          ...{ method, metric: metric.name, value: number.value },
          ...(dataset !== undefined && { dataset }),
          ...(number.std !== undefined && { std: number.std }),
          ...((number.unit ?? unit) !== undefined && { unit: number.unit ?? unit }),
          ...{ better: arrow ?? metric.better, bold: cell.bold },
          provenance: { row: headerRows + at, column, caption },
        },
      ];
    });
  });
}
