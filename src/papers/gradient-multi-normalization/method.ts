/**
 * Gradient multi-normalization: a gradient of unit size in several norms at once, in the place of an optimizer's state. arXiv 2502.06742.
 *
 *   P_i(X) = argmax { <X, Z> : g_i(Z) <= 1 }              one projection for each norm
 *   X <- G;  repeat L times:  X <- P_1(X), ..., X <- P_K(X);  W <- W - rate X
 *
 *   rows       max_i |X_i,:| / sqrt(n)      P(X) = sqrt(n) X_i,: / |X_i,:|             X: [m, n]
 *   columns    max_j |X_:,j| / sqrt(m)      P(X) = sqrt(m) X_:,j / |X_:,j|
 *   spectral   |X|_2 / sqrt(max(m, n))      P(X) = sqrt(max(m, n)) U V'
 *
 *   SinkGD     rows, then columns, L = 5: on the squared entries this is Sinkhorn's iteration
 *   SWAN       rows, then spectral, L = 1
 *
 * Every projection gives a matrix of Frobenius norm sqrt(m n), so of entries with root mean square one: rates are of Adam's
 * size. Rows are output units. Nothing is kept from step to step and nothing is differentiated; what is no hidden matrix has
 * Adam. The body of the paper was not read: L and the rates are a community implementation's, whose missing roots we put in.
 */
import { whitened, type Optimizer, type Tensor } from "#engine";
import { hiddenBy, normalizedSgd, unitRms } from "#lab/training/optimizers/index";

/** Onto the unit sphere of a norm. [m, n] -> the same shape; rows and columns take several matrices at once, [..., m, n]. */
export type Projection = (x: Tensor) => Tensor;

/** A floor, not an addend: whatever is not quite zero is scaled exactly, and what is zero stays. */
const least = 1e-12;

export const rows: Projection = (x) => unitRms(x, -1, least);
export const columns: Projection = (x) => unitRms(x, -2, least);

/** Singular values made one, then sqrt(max(m, n)). `polar` may be a faster map that only comes near one. */
export const spectral =
  (polar: Projection = (x) => whitened(x)): Projection =>
  (x) =>
    polar(x).mul(Math.sqrt(Math.max(...x.shape)));

/** The projections in turn, so many rounds of them. x: [m, n], rows are output units. */
export function multiNormalized(x: Tensor, projections: readonly Projection[], rounds: number): Tensor {
  for (let round = 0; round < rounds; round++) for (const project of projections) x = project(x);
  return x;
}

/** Alternating rows and columns; at the end columns are exact, rows nearly so. */
export const sinkhorn = (x: Tensor, rounds = 5): Tensor => multiNormalized(x, [rows, columns], rounds);

export interface SwanOptions {
  /** Subtract the mean of each row first, as SWAN does on its own. Default: no, as in this paper. */
  readonly center?: boolean;
  /** Give the whitened matrix the Frobenius norm that it had before. It is that of every projection here already. */
  readonly rescale?: boolean;
  readonly polar?: Projection;
}

/** Rows, then singular values. Ma et al. 2024. */
export function swan(x: Tensor, { center = false, rescale = false, polar }: SwanOptions = {}): Tensor {
  const scaled = rows(center ? x.sub(x.mean(1)) : x);
  const white = spectral(polar)(scaled);
  if (!rescale) return white;
  const size = (y: Tensor) => y.square().sum().sqrt();
  return white.mul(size(scaled).div(size(white).maximum(least)));
}

export interface StatelessOptions {
  /** Of hidden matrices. The community implementation: 0.02 x 0.05. */
  readonly learningRate?: number;
  /** Adam's, for embedding, head and gains. */
  readonly others?: number;
}

/** A direction for matrices whose rows are output units, on weights [inputs, outputs]. */
const stateless = (direction: Projection, { learningRate = 1e-3, others = 2e-2 }: StatelessOptions): Optimizer =>
  hiddenBy(
    normalizedSgd({ learningRate, direction: (gradient) => direction(gradient.transpose()).transpose() }),
    others,
  );

export const sinkGd = ({ rounds = 5, ...rates }: StatelessOptions & { rounds?: number } = {}): Optimizer =>
  stateless((x) => sinkhorn(x, rounds), rates);

export const swanOptimizer = ({ learningRate, others, ...options }: StatelessOptions & SwanOptions = {}): Optimizer =>
  stateless((x) => swan(x, options), { learningRate, others });
