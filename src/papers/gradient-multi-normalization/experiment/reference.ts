/** The same things by other means, in double precision and plain arrays: what the exact claims are held against. */
import { symmetricEigen, type Matrix } from "#lab/measure/eigen";

export type { Matrix } from "#lab/measure/eigen";

export const matrix = (values: ArrayLike<number>, columns: number): Matrix =>
  Array.from({ length: values.length / columns }, (_, row) =>
    Float64Array.from({ length: columns }, (_, column) => values[row * columns + column]),
  );

/** Sinkhorn's iteration on positive numbers: rows to the sum n, then columns to the sum m, so many rounds. Sinkhorn & Knopp 1967. */
export function sinkhornIterates(x: Matrix, rounds: number): Matrix {
  const [m, n] = [x.length, x[0].length];
  const p = x.map((row) => row.slice());
  for (let round = 0; round < rounds; round++) {
    for (const row of p) {
      const sum = row.reduce((a, b) => a + b);
      row.forEach((value, at) => (row[at] = (value * n) / sum));
    }
    for (let column = 0; column < n; column++) {
      const sum = p.reduce((total, row) => total + row[column], 0);
      for (const row of p) row[column] = (row[column] * m) / sum;
    }
  }
  return p;
}

/** SWAN as it is written: rows of unit root mean square, then sqrt(n) (X X')^(-1/2) X, of a wide matrix [m, n]. */
export function swanByEigenvalues(x: Matrix): Matrix {
  const n = x[0].length;
  const scaled = x.map((row) => {
    const rms = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / n);
    return row.map((value) => value / rms);
  });
  const gram = scaled.map((a) =>
    Float64Array.from(scaled, (b) => a.reduce((sum, value, at) => sum + value * b[at], 0)),
  );
  const { values, vectors } = symmetricEigen(gram);
  // root[i][j] = sum over k of v_ik v_jk / sqrt(lambda_k)
  const root = vectors.map((a) =>
    Float64Array.from(vectors, (b) => a.reduce((sum, value, k) => sum + (value * b[k]) / Math.sqrt(values[k]), 0)),
  );
  return root.map((row) => {
    const sums = new Float64Array(n);
    row.forEach((weight, k) => scaled[k].forEach((value, at) => (sums[at] += weight * value)));
    return sums.map((value) => Math.sqrt(n) * value);
  });
}
