/** What a run of a bake-off says, in a form that a page and a terminal can both show. Every number names the units behind it. */
import type { Axis, Chart } from "#lab/kit/index";

export interface Report {
  /** What a row is, over the first column: "Norm". */
  readonly subject: string;
  readonly columns: readonly Column[];
  readonly rows: readonly ReportRow[];
  /** What somebody who has to choose wants to know first; null while there is nothing to choose by. */
  readonly choice: Choice | null;
  /** Plain words, made from the numbers alone. */
  readonly reading: readonly string[];
  readonly figures: readonly Figure[];
  /** The learning rates that were tried, and what came of them. */
  readonly tuning: Tuning;
}

export interface Choice {
  /** As a reader would ask it. */
  readonly question: string;
  /** Sentences made from the numbers alone, with how sure they are; the first one answers. */
  readonly answer: readonly string[];
  /** Ids of the columns that matter for it. */
  readonly columns: readonly string[];
  /** Ids of the rows, best first by the first of these columns. */
  readonly rows: readonly string[];
}

export interface Column {
  readonly id: string;
  readonly label: string;
  /** "" for words, pure numbers and counts. */
  readonly unit: string;
  readonly statement: string;
}

export interface ReportRow {
  readonly id: string;
  readonly name: string;
  /** The name in full. */
  readonly title: string;
  readonly statement: string;
  /** Slug of the paper that tells more. */
  readonly paper: string | null;
  /** By column id; a missing one was not measured. */
  readonly cells: Readonly<Record<string, Cell>>;
}

export interface Cell {
  /** null: not finite, or in words. */
  readonly value: number | null;
  /** 95 % interval, where there is one. */
  readonly interval?: readonly [low: number, high: number];
  /** In place of the value, or after it: "diverged", "tie". */
  readonly words?: string;
  /** Keys of the units it comes from; the first is the one a link leads to. Empty where it comes from no run. */
  readonly units: readonly string[];
}

export interface IntervalRow {
  readonly name: string;
  /** null: some seed diverged. */
  readonly mean: number | null;
  readonly interval: readonly [low: number, high: number] | null;
  /** One per seed. */
  readonly values: readonly number[];
}

export type Figure =
  | {
      /** Rows of means with their intervals, panel beside panel on one axis. */
      readonly kind: "intervals";
      readonly name: string;
      readonly caption: string;
      readonly axis: Axis;
      /** Where a row means no difference. */
      readonly neutral: number;
      readonly panels: readonly { readonly title: string; readonly rows: readonly IntervalRow[] }[];
    }
  | {
      /** Small charts on shared axes; the series called `reference` is the same in all. */
      readonly kind: "multiples";
      readonly name: string;
      readonly chart: Chart;
      readonly reference: string;
      readonly panels: readonly { readonly title: string; readonly lines: readonly FigureLine[] }[];
    }
  | { readonly kind: "chart"; readonly name: string; readonly chart: Chart; readonly lines: readonly FigureLine[] };

export interface FigureLine {
  readonly series: string;
  readonly seed: number;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

export interface Tuning {
  readonly statement: string;
  readonly tables: readonly {
    readonly title: string;
    readonly learningRates: readonly number[];
    readonly unit: string;
    readonly rows: readonly {
      readonly name: string;
      /** By rate; null: a seed diverged, undefined: it was not tried. */
      readonly values: readonly (number | null | undefined)[];
      readonly chosen: number;
    }[];
  }[];
}

/** What stands above a column, or before a value where there is no room for columns. */
export const headingOf = ({ label, unit }: Pick<Column, "label" | "unit">): string =>
  unit ? `${label} (${unit})` : label;

/** The columns that have a value in some row: all of them, or those named, in that order. */
export const filledColumns = (
  { columns, rows }: Pick<Report, "columns" | "rows">,
  ids: readonly string[] = columns.map(({ id }) => id),
): readonly Column[] =>
  ids
    .flatMap((id) => columns.filter((column) => column.id === id))
    .filter(({ id }) => rows.some(({ cells }) => id in cells));
