/** Gradient descent along a normalized gradient: what the optimizers without much state have in common. */
import type { Optimizer, Tensor } from "#engine";

export interface NormalizedSgd {
  readonly learningRate: number;
  /** A matrix [inputs, outputs] to the direction of the step, of the same shape. It must not depend on the matrix's scale. */
  readonly direction: (gradient: Tensor) => Tensor;
  /** Weight of the past in an average of gradients that stands in for the gradient. Default 0: none, and no state. */
  readonly momentum?: number;
  /** Decoupled: the parameter shrinks by rate * weightDecay. Default 0. */
  readonly weightDecay?: number;
}

/**
 *   m = momentum m + (1 - momentum) g        p = (1 - rate decay) p - rate direction(m)
 *
 * Without correction for the start at zero: a direction does not depend on scale.
 */
export const normalizedSgd = ({
  learningRate,
  direction,
  momentum = 0,
  weightDecay = 0,
}: NormalizedSgd): Optimizer => ({
  learningRate,
  init: ({ shape }): ReturnType<Optimizer["init"]> => (momentum === 0 ? {} : { average: { shape, fill: 0 } }),
  update({ parameter, gradient, state, learningRate }) {
    const kept = weightDecay === 0 ? parameter : parameter.mul(learningRate.mul(-weightDecay).add(1));
    const step = (along: Tensor) => kept.sub(direction(along).mul(learningRate));
    if (momentum === 0) return { parameter: step(gradient), state };
    const average = state.average.mul(momentum).add(gradient.mul(1 - momentum));
    return { parameter: step(average), state: { average } };
  },
});

/** x / RMS(x) along one axis: every line along it gets a root mean square of one, and a line of zeros stays. Any shape. */
export const unitRms = (x: Tensor, axis: number, least = 1e-8): Tensor =>
  x.div(x.square().mean(axis).sqrt().maximum(least));
