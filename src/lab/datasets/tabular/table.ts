/** Rows of numbers with a class each: what a net without weight sharing learns from. */

export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  /** [rows, columns] */
  readonly features: Float32Array;
  /** [rows], from 0. */
  readonly labels: Int32Array;
}

/** A type and not an interface, so that it can be fed to a program as it is. */
export type TableBatch = {
  /** [batch, columns] */
  readonly features: Float32Array;
  /** [batch] */
  readonly labels: Int32Array;
};

/** The rows at the given places, in that order. */
export function rowsAt({ columns, features, labels }: Table, places: ArrayLike<number>): TableBatch {
  const taken = new Float32Array(places.length * columns);
  for (let row = 0; row < places.length; row++)
    taken.set(features.subarray(places[row] * columns, (places[row] + 1) * columns), row * columns);
  return { features: taken, labels: Int32Array.from(places, (place) => labels[place]) };
}

/** The rows from one place up to another, without copying. */
export function someRows(table: Table, from: number, to: number): Table {
  if (!(from >= 0 && from < to && to <= table.rows)) throw new Error(`no rows from ${from} to ${to} of ${table.rows}`);
  const { columns, features, labels } = table;
  const [rows, slice] = [to - from, features.subarray(from * columns, to * columns)];
  return { ...table, rows, features: slice, labels: labels.subarray(from, to) };
}

/** The table with some of its columns. */
export function someColumns({ columns, features, ...table }: Table, kept: readonly number[]): Table {
  const taken = new Float32Array(table.rows * kept.length);
  for (let row = 0; row < table.rows; row++)
    for (const [at, column] of kept.entries()) taken[row * kept.length + at] = features[row * columns + column];
  return { ...table, columns: kept.length, features: taken };
}

/** Tables whose columns have mean 0 and variance 1 in the first one: (x - mean) / deviation. A column that is constant there becomes 0 everywhere. */
export function standardized(first: Table, ...others: readonly Table[]): Table[] {
  const { rows, columns, features } = first;
  const means = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let at = 0; at < features.length; at++) means[at % columns] += features[at] / rows;
  for (let at = 0; at < features.length; at++)
    squares[at % columns] += (features[at] - means[at % columns]) ** 2 / rows;
  // Rounding alone leaves a trace of variance in a constant column.
  const scales = squares.map((variance, column) =>
    variance > 1e-12 * (1 + means[column] ** 2) ? 1 / Math.sqrt(variance) : 0,
  );
  return [first, ...others].map((table) => ({
    ...table,
    features: table.features.map((value, at) => (value - means[at % columns]) * scales[at % columns]),
  }));
}
