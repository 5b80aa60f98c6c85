/** The exact polar factor of a matrix, by Newton-Schulz iterations that converge. */
import type { Tensor } from "../tensor.ts";

/** Applies a map to the matrix or, where it has more rows than columns, to its transpose and back: products then have the shorter side. */
export function onShortSide(x: Tensor, map: (wide: Tensor) => Tensor): Tensor {
  return x.shape[0] > x.shape[1] ? map(x.transpose()).transpose() : map(x);
}

/**
 * U V' of a matrix x = U S V': the same singular vectors, every singular value one. Björck & Bowie 1971.
 *
 *   X <- 1.5 X - 0.5 X X' X      from X / |X|
 *
 * A small singular value grows by half in each iteration, one near 1 doubles its digits: 30 iterations make those above
 * 1e-4 of the norm exact, and leave a zero zero. x: [rows, columns]. Muon's `orthogonalized` is faster, and only comes near one.
 */
export const whitened = (x: Tensor, iterations = 30, eps = 1e-30): Tensor =>
  onShortSide(x, (wide) => {
    let y = wide.div(wide.square().sum().sqrt().maximum(eps));
    for (let i = 0; i < iterations; i++) y = y.mul(1.5).sub(y.matmul(y.transpose()).matmul(y).mul(0.5));
    return y;
  });
