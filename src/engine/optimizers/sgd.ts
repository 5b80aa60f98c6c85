/** Stochastic gradient descent, plain, with momentum, or with Nesterov's look-ahead. */
import type { Optimizer } from "./optimizer.ts";

export interface SgdOptions {
  readonly learningRate?: number;
  /** Default 0: no momentum, and no state. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** L2 decay added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** v = momentum v + g; p -= rate v, or with Nesterov p -= rate (g + momentum v). Sutskever et al. 2013, in torch's form. */
export function sgd({
  learningRate = 0.01,
  momentum = 0,
  nesterov = false,
  weightDecay = 0,
}: SgdOptions = {}): Optimizer {
  if (nesterov && momentum === 0) throw new RangeError("sgd: nesterov needs a momentum above 0");
  return {
    learningRate,
    init: ({ shape }): ReturnType<Optimizer["init"]> => (momentum === 0 ? {} : { velocity: { shape, fill: 0 } }),
    update({ parameter, gradient, state, learningRate }) {
      const g = weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
      if (momentum === 0) return { parameter: parameter.sub(g.mul(learningRate)), state };
      const velocity = state.velocity.mul(momentum).add(g);
      const direction = nesterov ? g.add(velocity.mul(momentum)) : velocity;
      return { parameter: parameter.sub(direction.mul(learningRate)), state: { velocity } };
    },
  };
}
