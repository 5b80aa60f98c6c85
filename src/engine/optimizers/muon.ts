/** Muon: momentum whose matrices are made orthogonal by a few Newton-Schulz iterations. */
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Optimizer } from "./optimizer.ts";
import { onShortSide } from "./whiten.ts";

export interface MuonOptions {
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Newton-Schulz iterations. */
  readonly iterations?: number;
  /** Which axis of a matrix counts its outputs: "rows" in W x and in kernels (the default), "columns" in x W. */
  readonly outputs?: "rows" | "columns";
  /** Decoupled weight decay. */
  readonly weightDecay?: number;
}

/** The quintic's coefficients: fast towards singular values around one, not exactly one. Jordan et al. 2024. */
const [a, b, c] = [3.4445, -4.775, 2.0315];

/**
 * A matrix with the same singular vectors and singular values near one: X <- a X + (b A + c A^2) X with A = X X',
 * from X / |X|. x: [rows, columns].
 */
export const orthogonalized = (x: Tensor, iterations = 5, eps = 1e-7): Tensor =>
  onShortSide(x, (wide) => {
    let y = wide.div(wide.square().sum().sqrt().add(eps));
    for (let i = 0; i < iterations; i++) {
      const gram = y.matmul(y.transpose());
      y = y.mul(a).add(gram.mul(b).add(gram.matmul(gram).mul(c)).matmul(y));
    }
    return y;
  });

/**
 * Muon for parameters of two axes or more (kernels are flattened to matrices). Jordan et al. 2024, with the update scaled
 * by sqrt(max(1, outputs / inputs)). Give vectors to another optimizer with `perGroup`.
 */
export function muon({
  learningRate = 0.02,
  momentum = 0.95,
  nesterov = true,
  iterations = 5,
  outputs = "rows",
  weightDecay = 0,
}: MuonOptions = {}): Optimizer {
  return {
    learningRate,
    init({ name, shape }) {
      if (shape.length < 2)
        throw new RangeError(`muon: "${name}" is ${show(shape)}, no matrix; use perGroup to give it another optimizer`);
      return { momentum: { shape, fill: 0 } };
    },
    update({ parameter, gradient, state, learningRate }) {
      const moved = state.momentum.mul(momentum).add(gradient);
      const direction = nesterov ? gradient.add(moved.mul(momentum)) : moved;
      const matrix = direction.reshape(parameter.shape[0], -1);
      const [rows, columns] = matrix.shape;
      const tallness = outputs === "rows" ? rows / columns : columns / rows;
      const step = orthogonalized(matrix, iterations)
        .mul(Math.sqrt(Math.max(1, tallness)))
        .reshape(...parameter.shape);
      const kept = weightDecay === 0 ? parameter : parameter.mul(learningRate.mul(-weightDecay).add(1));
      return { parameter: kept.sub(step.mul(learningRate)), state: { momentum: moved } };
    },
  };
}
