/** The same things by other means, in double precision and plain arrays: what the exact claims are held against. */

/** A matrix as rows. */
export type Matrix = readonly Float64Array[];

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

/** Eigenvalues of a symmetric matrix, and its eigenvectors as the columns of `vectors`, by Jacobi's rotations. */
export function symmetricEigen(a: Matrix): { values: Float64Array; vectors: Matrix } {
  const n = a.length;
  const d = a.map((row) => row.slice());
  const vectors = d.map((_, i) => Float64Array.from({ length: n }, (_, j) => Number(i === j)));
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += d[p][q] ** 2;
    if (off < 1e-24 * n) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(d, vectors, p, q);
  }
  return { values: Float64Array.from(d, (row, i) => row[i]), vectors };
}

/** Makes d[p][q] zero. Golub & Van Loan 2013, algorithm 8.5.1. */
function rotate(d: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  if (d[p][q] === 0) return;
  const tau = (d[q][q] - d[p][p]) / (2 * d[p][q]);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (const row of d) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  for (let at = 0; at < d.length; at++)
    [d[p][at], d[q][at]] = [c * d[p][at] - s * d[q][at], s * d[p][at] + c * d[q][at]];
  for (const row of vectors) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
}
