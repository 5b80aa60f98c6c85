/** Streams of tasks made of one table, for nets that have to go on learning. Task 0, 1, ...: each depends on the seed and its number alone. */
import { random } from "#engine";
import type { Table } from "./table.ts";

/** The same rows, each with a class drawn uniformly anew: nothing to understand, only to memorize. */
export const redrawnLabels = (table: Table, seed: number, task: number): Table => ({
  ...table,
  labels: random(seed).stream(`labels of task ${task}`).integers(table.rows, table.classes),
});
