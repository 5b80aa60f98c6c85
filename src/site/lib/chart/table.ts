/** A chart as numbers: the table under it, and the CSV file beside it. */
import type { Chart } from "#lab/kit/index";
import type { Line } from "#library/runs/lines";
import { axisTitle, valueAt, type ChartModel } from "./model.ts";

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | null | undefined)[])[];
  /** Every how many stops a row was taken: 1 means all of them. */
  readonly every: number;
}

/** Means of the series by x, at most `limit` rows; the last row is always there. */
export function chartTable({ chart, series, stops }: ChartModel, limit = 40): ChartTable {
  const every = Math.max(1, Math.ceil(stops.length / limit));
  const rows = stops.filter((_, index) => index % every === 0 || index === stops.length - 1);
  return {
    columns: [axisTitle(chart.x), ...series.map(({ name }) => name)],
    rows: rows.map((x) => [x, ...series.map((one) => valueAt(one, x))]),
    every,
  };
}

/** Every point of a chart, one line each; a value that was not finite is empty. */
export function chartCsv(chart: Chart, lines: readonly Line[]): string {
  const head = ["series", "seed", axisTitle(chart.x), axisTitle(chart.y)];
  const rows = lines.flatMap(({ series, seed, x, y }) =>
    x.map((across, index) => [series, seed, named(chart.x, across), named(chart.y, y[index])]),
  );
  return [head, ...rows].map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";
}

const named = ({ names }: Chart["x"], value: number | null) => (value === null ? "" : (names?.[value - 1] ?? value));

/** What a spreadsheet would take for a formula; a number is none. */
const formula = /^[=+\-@\t\r]/;

const cell = (value: string | number): string => {
  const text = typeof value === "string" && formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
