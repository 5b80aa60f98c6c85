/** Eigenvalues of small symmetric matrices in double precision, and what is read from them. */

/** A matrix as rows. */
export type Matrix = readonly Float64Array[];

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

/**
 * exp of the entropy of the singular values of a matrix, divided by their sum: from 1 to its rank. `covariance`: its rows' [n * n], row by row.
 * NaN where all of it is zero. Roy & Vetterli 2007.
 */
export function effectiveRank(covariance: ArrayLike<number>): number {
  const n = Math.sqrt(covariance.length);
  const { values } = symmetricEigen(
    Array.from({ length: n }, (_, row) =>
      Float64Array.from({ length: n }, (_, column) => covariance[row * n + column]),
    ),
  );
  const singular = Array.from(values, (value) => Math.sqrt(Math.max(0, value)));
  const total = singular.reduce((sum, value) => sum + value, 0);
  const shares = singular.map((value) => value / total).filter((share) => share !== 0);
  return Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
}
