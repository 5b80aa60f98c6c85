/** What the nets learn: digits of 14 x 14 pixels, and twelve synthetic tasks in two sizes; standardized, with a part for validation and one for the test. */
import { mnist } from "#lab/datasets/mnist";
import { pooledMnist } from "#lab/datasets/digits/pooled";
import { digitTable } from "#lab/datasets/digits/table";
import { suiteNames, suiteTable, type SuiteName } from "#lab/datasets/tabular/suites";
import { someColumns, someRows, standardized, type Table } from "#lab/datasets/tabular/table";

export interface Task {
  readonly train: Table;
  readonly validation: Table;
  readonly test: Table;
}

const standard = (...[first, ...others]: readonly [Table, Table, Table]): Task => {
  const [train, validation, test] = standardized(first, ...others);
  return { train, validation, test };
};

/** A pixel is kept that is not dark in at least this share of the digits to learn from: one that hardly ever is would be as large as 100 once standardized. */
const lit = 0.05;

/** 10 000 digits to learn from, 2 000 for validation, 2 500 for the test. */
export async function digits(): Promise<Task> {
  const { train, test } = pooledMnist(await mnist());
  const [learned, tested] = [train, test].map(digitTable);
  const first = someRows(learned, 0, 10_000);
  const lightness = new Int32Array(first.columns);
  for (const [at, value] of first.features.entries()) if (value > 0) lightness[at % first.columns]++;
  const kept = [...lightness.keys()].filter((pixel) => lightness[pixel] >= lit * first.rows);
  const parts = [first, someRows(learned, 10_000, learned.rows), tested].map((part) => someColumns(part, kept));
  return standard(parts[0], parts[1], parts[2]);
}

/** Digits a step is made of, and rows of a synthetic task. */
export const batches = { digits: 128, suites: 64 } as const;

/** Rows to learn from and rows for validation. */
interface Rows {
  readonly train: number;
  readonly validation: number;
}
export type Sizes = Readonly<Record<"large" | "small", Rows>>;

/** 15 % of the rows are for validation, as in the paper, which calls 1 000 rows and more large. */
export const sizes: Sizes = { large: { train: 1360, validation: 240 }, small: { train: 170, validation: 30 } };

/** Half of the tasks are large and half small, and with the next seed the other way round: no kind of task is always the one. */
export const sizeOf = (name: SuiteName, seed: number): keyof Sizes =>
  (suiteNames.indexOf(name) + seed) % 2 === 0 ? "large" : "small";

/** A synthetic task, drawn anew with every seed. */
export function suite(name: SuiteName, seed: number, { train, validation }: Rows): Task {
  const part = (called: string, rows: number) => suiteTable(name, seed, called, rows);
  return standard(part("training", train), part("validation", validation), part("test", 1_000));
}
