/** What labels buy: logistic regression on comparable scores, both classes weighing the same. */

/** Weights and intercept (last) by Newton's method with a little ridge. columns: [features][rows], truth 0 or 1. */
export function logisticRegression(
  columns: readonly ArrayLike<number>[],
  truth: ArrayLike<number>,
  rounds = 8,
): number[] {
  const [features, rows] = [columns.length, truth.length];
  const size = features + 1;
  const positive = Array.from(truth).reduce((sum, y) => sum + y, 0);
  const weightOf = (y: number) => rows / 2 / (y ? positive : rows - positive);
  let weights = new Array<number>(size).fill(0);
  const x = new Float64Array(size).fill(1);
  for (let round = 0; round < rounds; round++) {
    const gradient = weights.map((weight) => 1e-3 * rows * 1e-3 * weight);
    const hessian = weights.map((_, i) => weights.map((_, j) => (i === j ? 1e-6 * rows : 0)));
    for (let row = 0; row < rows; row++) {
      let z = weights[features];
      for (let f = 0; f < features; f++) z += weights[f] * (x[f] = columns[f][row]);
      const p = 1 / (1 + Math.exp(-z));
      const w = weightOf(truth[row]);
      const [slope, curve] = [w * (p - truth[row]), w * p * (1 - p)];
      for (let i = 0; i < size; i++) {
        gradient[i] += slope * x[i];
        for (let j = 0; j <= i; j++) hessian[i][j] += curve * x[i] * x[j];
      }
    }
    for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) hessian[i][j] = hessian[j][i];
    const step = solve(hessian, gradient);
    weights = weights.map((weight, at) => weight - step[at]);
  }
  return weights;
}

/** matrix x = right, by elimination with the largest pivot. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((line, at) => [...line, right[at]]);
  const n = rows.length;
  for (let pivot = 0; pivot < n; pivot++) {
    const best = rows.reduce(
      (top, row, at) => (at >= pivot && Math.abs(row[pivot]) > Math.abs(rows[top][pivot]) ? at : top),
      pivot,
    );
    [rows[pivot], rows[best]] = [rows[best], rows[pivot]];
    for (let row = pivot + 1; row < n; row++) {
      const factor = rows[row][pivot] / rows[pivot][pivot];
      for (let at = pivot; at <= n; at++) rows[row][at] -= factor * rows[pivot][at];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let row = n - 1; row >= 0; row--) {
    let sum = rows[row][n];
    for (let at = row + 1; at < n; at++) sum -= rows[row][at] * x[at];
    x[row] = sum / rows[row][row];
  }
  return x;
}
