/** What is no network: a support vector machine and a random forest, each with its settings chosen on the validation rows. */
import { random } from "#engine";
import type { Table } from "#lab/datasets/tabular/table";
import type { Task } from "../data.ts";
import { forest } from "./forest.ts";
import { supportVectors } from "./svm.ts";

/** Labels for the rows of a table. */
export type Predict = (table: Table) => Int32Array;

/** Every setting of each; those first in the list win ties. */
const settings: Readonly<Record<string, (train: Table, seed: number) => Predict[]>> = {
  "support vectors": (train) =>
    supportVectors(
      train,
      [0.25, 1, 4].flatMap((width) => [1, 10].map((cost) => ({ gamma: width / train.columns, cost }))),
    ),
  "random forest": (train, seed) =>
    [1, 5].map((leaf) => forest(train, { trees: 40, leaf, stream: random(seed).stream(`forest ${leaf}`) })),
};

export const referenceNames = Object.keys(settings);

export function accuracyOf(predict: Predict, table: Table): number {
  return predict(table).filter((label, row) => label === table.labels[row]).length / table.rows;
}

/** Accuracy on the test rows, with the settings that are best on the validation rows. */
export function reference(name: string, { train, validation, test }: Task, seed: number): number {
  const all = settings[name](train, seed).map((predict) => ({ predict, right: accuracyOf(predict, validation) }));
  return accuracyOf(all.reduce((best, one) => (one.right > best.right ? one : best)).predict, test);
}
