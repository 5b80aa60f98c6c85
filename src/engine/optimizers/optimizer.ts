/** What an optimizer is: the state it keeps per parameter, and one step as graph. */
import type { ParameterSpec } from "../scope.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** One tensor of optimizer state, and the value it starts from. */
export interface Slot {
  readonly shape: Shape;
  readonly fill: number;
}

export interface UpdateInput {
  readonly spec: ParameterSpec;
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly state: Readonly<Record<string, Tensor>>;
  /** Number of this step as a float scalar; the first is 1. */
  readonly step: Tensor;
  /** Learning rate of this step, a float scalar. */
  readonly learningRate: Tensor;
}

export interface Updated {
  readonly parameter: Tensor;
  readonly state: Readonly<Record<string, Tensor>>;
}

export interface Optimizer {
  /** The learning rate where a step gives none. */
  readonly learningRate: number;
  /** The state of one parameter, known before a run, so that its bytes are too. */
  init(spec: Pick<ParameterSpec, "name" | "shape" | "group">): Readonly<Record<string, Slot>>;
  update(input: UpdateInput): Updated;
}

/** Bytes of optimizer state for these parameters (float32). */
export function optimizerBytes(optimizer: Optimizer, specs: readonly ParameterSpec[]): number {
  let elements = 0;
  for (const spec of specs.filter(({ frozen }) => !frozen))
    for (const { shape } of Object.values(optimizer.init(spec))) elements += shape.reduce((n, length) => n * length, 1);
  return 4 * elements;
}
