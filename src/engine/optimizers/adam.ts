/** Adam and AdamW. */
import type { ParameterSpec } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import type { Optimizer } from "./optimizer.ts";

export interface AdamOptions {
  readonly learningRate?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
}

export interface AdamWOptions extends AdamOptions {
  /** Decoupled weight decay. Default 0.01. */
  readonly weightDecay?: number;
  /** Which parameters decay. Default: those with two axes or more (not gains and biases). */
  readonly decayFilter?: (spec: Pick<ParameterSpec, "name" | "shape" | "group">) => boolean;
}

/**
 * Adam (Kingma & Ba 2014, algorithm 1), with the two bias corrections folded into scalars:
 *
 *   m = b1 m + (1 - b1) g        v = b2 v + (1 - b2) g^2
 *   p = p - rate c2 / (1 - b1^t) m / (sqrt(v) + eps c2)        c2 = sqrt(1 - b2^t)
 */
export const adam = (options: AdamOptions = {}): Optimizer => adamW({ ...options, weightDecay: 0 });

/** Adam with decoupled weight decay, p -= rate decay p. Loshchilov & Hutter 2017, algorithm 2. */
export function adamW(options: AdamWOptions = {}): Optimizer {
  const {
    learningRate = 1e-3,
    betas = [0.9, 0.999],
    eps = 1e-8,
    weightDecay = 0.01,
    decayFilter = ({ shape }) => shape.length > 1,
  } = options;
  const [b1, b2] = betas;
  return {
    learningRate,
    init: ({ shape }) => ({ m: { shape, fill: 0 }, v: { shape, fill: 0 } }),
    update({ spec, parameter, gradient, state, step, learningRate }) {
      const m = state.m.mul(b1).add(gradient.mul(1 - b1));
      const v = state.v.mul(b2).add(gradient.square().mul(1 - b2));
      const correction = oneMinusPower(b2, step).sqrt();
      const stride = learningRate.mul(correction).div(oneMinusPower(b1, step));
      const kept =
        weightDecay !== 0 && decayFilter(spec) ? parameter.mul(learningRate.mul(-weightDecay).add(1)) : parameter;
      return { parameter: kept.sub(m.mul(stride).div(v.sqrt().add(correction.mul(eps)))), state: { m, v } };
    },
  };
}

/** 1 - beta^step, through tanh: subtracting from one would lose the small first values to float32's rounding. */
function oneMinusPower(beta: number, step: Tensor): Tensor {
  const half = step.mul(-Math.log(beta) / 2).tanh();
  return half.mul(2).div(half.add(1));
}
