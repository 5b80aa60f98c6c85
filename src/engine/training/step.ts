/** The graph of a training step: gradients, clipping, and what every parameter, slot and state becomes. */
import { gradient } from "../gradient.ts";
import { topologicalOrder } from "../node.ts";
import { input } from "../ops/leaf.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { nextStates, type ParameterSpec, type Scope } from "../scope.ts";
import { isFloat, showType } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Names inside the step's programs; users' names never contain a percent sign at the front. */
export const names = {
  step: "%step",
  learningRate: "%rate",
  loss: "%loss",
  scale: "%scale",
  metric: (name: string) => `%metric ${name}`,
  next: (name: string) => `%next ${name}`,
  slot: (slot: string, parameter: string) => `%slot ${slot} ${parameter}`,
  sum: (parameter: string) => `%sum ${parameter}`,
};

/** Square root of the sum of squares over all tensors. */
export const globalNorm = (tensors: readonly Tensor[]): Tensor =>
  tensors
    .map((tensor) => tensor.square().sum())
    .reduce((sum, part) => sum.add(part))
    .sqrt();

/** All tensors times min(1, most / norm). Pascanu et al. 2013, algorithm 1. */
export function clipByGlobalNorm(tensors: readonly Tensor[], most: number): Tensor[] {
  const factor = globalNorm(tensors).add(1e-6).reciprocal().mul(most).minimum(1);
  return tensors.map((tensor) => tensor.mul(factor));
}

/** A slot's tensor with where it lives in the step's programs. */
export interface SlotSpec {
  readonly name: string;
  readonly tensor: Tensor;
  readonly fill: number;
}

export interface StepGraph {
  /** Parameters that the loss depends on and that are not frozen. */
  readonly trained: readonly ParameterSpec[];
  readonly gradients: readonly Tensor[];
  readonly slots: readonly SlotSpec[];
  /** Loss, metrics and next states. */
  readonly observed: Readonly<Record<string, Tensor>>;
  /** Next parameters and slots, from the given gradients. */
  updates(gradients: readonly Tensor[]): Record<string, Tensor>;
}

export interface StepOptions {
  readonly scope: Scope;
  /** Which of the parameters that are not frozen are trained. Default: all. */
  readonly trains?: (spec: ParameterSpec) => boolean;
  readonly loss: Tensor;
  readonly metrics: Readonly<Record<string, Tensor>>;
  readonly optimizer: Optimizer;
  readonly maxGradNorm?: number;
}

export function buildStep({ scope, trains, loss, metrics, optimizer, maxGradNorm }: StepOptions): StepGraph {
  if (loss.size !== 1 || !isFloat(loss.dtype))
    throw new TypeError(`createTrainer: the loss must be one float, got ${showType(loss)}`);
  for (const [name, metric] of Object.entries(metrics))
    if (metric.size !== 1 || name === "loss")
      throw new TypeError(
        `createTrainer: metric "${name}" must be a single value not called loss, got ${showType(metric)}`,
      );

  const needed = new Set(topologicalOrder([loss]));
  const trained = scope.parameters.filter(
    (spec) => !spec.frozen && (trains?.(spec) ?? true) && needed.has(spec.tensor.node),
  );
  if (trained.length === 0)
    throw new Error("createTrainer: the loss depends on no parameter of this scope that is trained");
  const plan = trained.map((spec) => {
    const slots = Object.entries(optimizer.init(spec)).map(([slot, { shape, fill }]) => {
      const name = names.slot(slot, spec.name);
      return { slot, name, fill, tensor: input(name, shape) };
    });
    return { spec, slots };
  });

  const observed: Record<string, Tensor> = { [names.loss]: loss };
  for (const [name, metric] of Object.entries(metrics)) observed[names.metric(name)] = metric.cast("float32");
  for (const [name, next] of Object.entries(nextStates(scope, loss))) observed[names.next(name)] = next;

  return {
    trained,
    gradients: gradient(
      loss,
      trained.map(({ tensor }) => tensor),
    ),
    slots: plan.flatMap(({ slots }) => slots),
    observed,
    updates(gradients) {
      const clipped = maxGradNorm === undefined ? gradients : clipByGlobalNorm(gradients, maxGradNorm);
      const step = input(names.step, []);
      const learningRate = input(names.learningRate, []);
      const next: Record<string, Tensor> = {};
      plan.forEach(({ spec, slots }, i) => {
        const state = Object.fromEntries(slots.map(({ slot, tensor }) => [slot, tensor]));
        const updated = optimizer.update({
          spec,
          parameter: spec.tensor,
          gradient: clipped[i],
          state,
          step,
          learningRate,
        });
        next[names.next(spec.name)] = updated.parameter;
        for (const { slot, name } of slots) next[names.next(name)] = updated.state[slot];
      });
      return next;
    },
  };
}
