/** Digits as rows of a table: for nets that do not know that pixels have neighbours. */
import type { Digits } from "../mnist-format.ts";
import type { Table } from "../tabular/table.ts";

/** Pixels from 0 to 1, one digit a row. */
export const digitTable = ({ count, pixels, labels }: Digits): Table => ({
  rows: count,
  columns: pixels.length / count,
  classes: 10,
  features: Float32Array.from(pixels, (value) => value / 255),
  labels: Int32Array.from(labels),
});
