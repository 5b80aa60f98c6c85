/** Linear probing: how much of a number can be read from a vector by a linear map, judged on vectors that the map was not made from. */

/** Rows of features, [rows, width] row by row, and the number that belongs to each. */
export interface Sample {
  readonly features: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

/**
 * R² on `held` of the ridge regression made from `fit`: 1 is a perfect reading, 0 no better than the mean of the held targets, and a
 * reading that misleads is below 0. Features are standardized; the penalty is on coefficients of unit-variance features,
 * per row. Hoerl & Kennard 1970, in closed form.
 */
export function heldOutR2(fit: Sample, held: Sample, { width, penalty = 1e-3 }: { width: number; penalty?: number }) {
  const rows = fit.targets.length;
  const middle = new Float64Array(width);
  const scale = new Float64Array(width);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++) middle[i] += fit.features[row * width + i] / rows;
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++) scale[i] += (fit.features[row * width + i] - middle[i]) ** 2 / rows;
  for (let i = 0; i < width; i++) scale[i] = scale[i] > 0 ? 1 / Math.sqrt(scale[i]) : 0;
  const standard = (features: ArrayLike<number>, row: number): Float64Array =>
    middle.map((mean, i) => (features[row * width + i] - mean) * scale[i]);

  const targetMean = meanOf(fit.targets);
  const gram = Array.from({ length: width }, () => new Float64Array(width));
  const moment = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const x = standard(fit.features, row);
    const target = fit.targets[row] - targetMean;
    for (let i = 0; i < width; i++) {
      moment[i] += (x[i] * target) / rows;
      for (let j = 0; j <= i; j++) gram[i][j] += (x[i] * x[j]) / rows;
    }
  }
  for (let i = 0; i < width; i++) gram[i][i] += penalty;
  const coefficients = solve(gram, moment);

  const heldMean = meanOf(held.targets);
  let [missed, spread] = [0, 0];
  for (let row = 0; row < held.targets.length; row++) {
    const x = standard(held.features, row);
    const guess = x.reduce((sum, value, i) => sum + coefficients[i] * value, targetMean);
    missed += (held.targets[row] - guess) ** 2;
    spread += (held.targets[row] - heldMean) ** 2;
  }
  return 1 - missed / spread;
}

/** Solves A x = b for a symmetric positive definite A, of which the lower triangle is given. Cholesky. */
function solve(lower: readonly Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  const l = lower.map((row) => row.slice());
  const dot = (i: number, j: number, to: number) => {
    let sum = 0;
    for (let k = 0; k < to; k++) sum += l[i][k] * l[j][k];
    return sum;
  };
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++)
      l[i][j] = i === j ? Math.sqrt(l[i][i] - dot(i, i, i)) : (l[i][j] - dot(i, j, j)) / l[j][j];
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i][k] * x[k];
    x[i] /= l[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k][i] * x[k];
    x[i] /= l[i][i];
  }
  return x;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum / values.length;
}
