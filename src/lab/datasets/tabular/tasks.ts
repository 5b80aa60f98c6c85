/** Streams of tasks made of one table, for nets that have to go on learning. Task 0, 1, ...: each depends on the seed and its number alone. */
import { random } from "#engine";
import type { Table } from "./table.ts";

/** The same rows, each with a class drawn uniformly anew: nothing to understand, only to memorize. */
export const redrawnLabels = (table: Table, seed: number, task: number): Table => ({
  ...table,
  labels: random(seed).stream(`labels of task ${task}`).integers(table.rows, table.classes),
});

/** The same rows and classes with the columns in another order: everything stays to be understood, but at other places. */
export function permutedColumns(table: Table, seed: number, task: number): Table {
  const { rows, columns, features } = table;
  const order = random(seed).stream(`columns of task ${task}`).permutation(columns);
  const moved = new Float32Array(features.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      moved[row * columns + column] = features[row * columns + order[column]];
  return { ...table, features: moved };
}
