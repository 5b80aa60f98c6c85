/** Twelve made-up tasks of classification, of the kinds that benchmarks of tables are full of. What a task is depends on the seed, unless it has no free choice. */
import { random } from "#engine";
import { Draw } from "../draw.ts";
import { geometric } from "./geometric.ts";
import { logical } from "./logical.ts";
import { smooth } from "./smooth.ts";
import type { Table } from "./table.ts";

/** A row with its class. */
export type Row = readonly [features: readonly number[], label: number];

export interface Suite {
  readonly columns: number;
  readonly classes: number;
  /** Settles what the task is, and returns what draws one row after the other. */
  readonly open: (task: Draw) => (row: Draw) => Row;
}

export const suites = { ...geometric, ...smooth, ...logical } as const satisfies Record<string, Suite>;
export type SuiteName = keyof typeof suites;
export const suiteNames = Object.keys(suites) as SuiteName[];

/** So many rows of one task. The task depends on seed and name alone; tables whose parts are named differently are drawn independently. */
export function suiteTable(name: SuiteName, seed: number, part: string, rows: number): Table {
  const { columns, classes, open } = suites[name];
  const from = random(seed);
  const drawRow = open(new Draw(from.stream(`task ${name}`)));
  const draw = new Draw(from.stream(`${part} rows of ${name}`));
  const features = new Float32Array(rows * columns);
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const [values, label] = drawRow(draw);
    features.set(values, row * columns);
    labels[row] = label;
  }
  return { rows, columns, classes, features, labels };
}
