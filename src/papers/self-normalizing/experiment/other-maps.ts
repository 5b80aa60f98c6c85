/** Maps of moments that have no fixed point of SELU's kind: what the theorems' grids and the picture are held against. */
import { erfc } from "#lab/measure/error-function";
import type { LayerMap } from "./grid.ts";

/** relu(z), z ~ N(m, v): m P(z > 0) + √v density(0), and (m² + v) P(z > 0) + m √v density(0). */
export const reluMap: LayerMap = ({ mean, variance }, { sum, squares }) => {
  const [m, v] = [mean * sum, variance * squares];
  const s = Math.sqrt(v);
  const above = erfc(-m / (Math.SQRT2 * s)) / 2;
  const bell = Math.exp((-m * m) / (2 * v)) / Math.sqrt(2 * Math.PI);
  const after = m * above + s * bell;
  return { mean: after, variance: (m * m + v) * above + m * s * bell - after ** 2 };
};

/** ReLU with weights of twice the size, which keep the mean square. */
export const heMap: LayerMap = (moments, { sum, squares }) => reluMap(moments, { sum, squares: 2 * squares });
