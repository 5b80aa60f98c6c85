/** Scopes name what a model learns and what it remembers, while the model is built. */
import { gradient } from "./gradient.ts";
import type { Initializer } from "./initializers.ts";
import { apply } from "./node.ts";
import { random } from "./random.ts";
import { checkShape, sameShape, show, showType, type Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

export type Mode = "training" | "inference";

/** Values of parameters and states by full name. */
export type Parameters = Record<string, Float32Array>;

export interface ParameterSpec {
  /** Full name, the scopes' names joined by "/". */
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  readonly tensor: Tensor;
  /** For optimizers that treat groups differently; "" unless given. */
  readonly group: string;
  /** Fed like the others, but never updated. */
  readonly frozen: boolean;
}

export interface StateSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  readonly tensor: Tensor;
  /** What the state becomes after a training step; null: it stays. */
  readonly next: NextState | null;
}

/**
 * The next value of a state, or how it follows from gradients: they exist only when the whole model does, so the trainer
 * asks for it then. `gradientOf` gives the gradient of the loss as it is, before any clipping.
 */
export type NextState = Tensor | ((gradientOf: (parameter: Tensor) => Tensor) => Tensor);

export interface NoiseSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly kind: "uniform" | "normal";
  readonly tensor: Tensor;
}

export interface State {
  readonly value: Tensor;
  /** Sets the value after this training step. Does nothing in inference mode. */
  update(next: NextState): void;
}

interface Registry {
  readonly owner: number;
  readonly mode: Mode;
  readonly parameters: Map<string, ParameterSpec>;
  readonly states: Map<string, { -readonly [K in keyof StateSpec]: StateSpec[K] }>;
  readonly noises: Map<string, NoiseSpec>;
}

let owners = 0;

export class Scope {
  /** "" for the root. */
  readonly path: string;
  private readonly registry: Registry;

  constructor({ mode = "training" }: { mode?: Mode } = {}) {
    this.path = "";
    this.registry = { owner: ++owners, mode, parameters: new Map(), states: new Map(), noises: new Map() };
  }

  get mode(): Mode {
    return this.registry.mode;
  }

  get parameters(): readonly ParameterSpec[] {
    return [...this.registry.parameters.values()];
  }

  get states(): readonly StateSpec[] {
    return [...this.registry.states.values()];
  }

  /** Random inputs that the trainer draws anew for every step. */
  get noises(): readonly NoiseSpec[] {
    return [...this.registry.noises.values()];
  }

  /** The scope `name` inside this one; it shares everything but the path. */
  scope(name: string): Scope {
    return Object.create(this, { path: { value: this.fullName(name), enumerable: true } }) as Scope;
  }

  private fullName(name: string): string {
    if (name === "" || name.startsWith("/") || name.endsWith("/"))
      throw new RangeError(`scope: invalid name "${name}" in "${this.path}"`);
    return this.path === "" ? name : `${this.path}/${name}`;
  }

  private leaf(name: string, shape: Shape, kind: "parameter" | "state" | "noise"): Tensor {
    checkShape(`${kind} ${name}`, shape);
    return apply("input", [], { name, shape, dtype: "float32", kind, owner: this.registry.owner });
  }

  /** The same full name means the same thing everywhere, or it is an error. */
  private claim(name: string, kind: "parameters" | "states" | "noises", shape: Shape): void {
    for (const other of ["parameters", "states", "noises"] as const)
      if (other !== kind && this.registry[other].has(name)) throw new Error(`${name} is already one of the ${other}`);
    const known = this.registry[kind].get(name);
    if (known && !sameShape(known.shape, shape))
      throw new RangeError(`${name}: shape ${show(shape)} differs from ${show(known.shape)}, which it had before`);
  }

  /** A float32 parameter. The same full name twice gives the same (tied) tensor; the shapes must agree. */
  parameter(name: string, shape: Shape, init: Initializer, options: { group?: string; frozen?: boolean } = {}): Tensor {
    const full = this.fullName(name);
    this.claim(full, "parameters", shape);
    const known = this.registry.parameters.get(full);
    if (known) return known.tensor;
    const { group = "", frozen = false } = options;
    const tensor = this.leaf(full, shape, "parameter");
    this.registry.parameters.set(full, { name: full, shape, init, tensor, group, frozen });
    return tensor;
  }

  /** A value that is not trained but carried from step to step, such as a running mean. */
  state(name: string, shape: Shape, init: Initializer): State {
    const full = this.fullName(name);
    this.claim(full, "states", shape);
    let spec = this.registry.states.get(full);
    if (!spec) {
      spec = { name: full, shape, init, tensor: this.leaf(full, shape, "state"), next: null };
      this.registry.states.set(full, spec);
    }
    const { tensor } = spec;
    return {
      value: tensor,
      update: (next) => {
        if (this.mode === "inference") return;
        if (typeof next !== "function") checkUpdate(full, shape, next);
        this.registry.states.get(full)!.next = next;
      },
    };
  }

  /** Random numbers of this step: drawn by the trainer from (seed, full name, step), so that a run can be repeated. */
  noise(name: string, shape: Shape, kind: "uniform" | "normal" = "uniform"): Tensor {
    const full = this.fullName(name);
    this.claim(full, "noises", shape);
    // Two uses of one draw would look random and be the same.
    if (this.registry.noises.has(full)) throw new Error(`noise "${full}" is drawn already; use another name or scope`);
    const tensor = this.leaf(full, shape, "noise");
    this.registry.noises.set(full, { name: full, shape, kind, tensor });
    return tensor;
  }
}

function checkUpdate(name: string, shape: Shape, next: Tensor): void {
  if (!sameShape(next.shape, shape) || next.dtype !== "float32")
    throw new RangeError(`${name}: update is ${showType(next)}, the state float32${show(shape)}`);
}

/** What the states that change become after a step on this loss, by full name. */
export function nextStates(scope: Scope, loss: Tensor): Record<string, Tensor> {
  // One backward pass for all of them; what no state asks for is never compiled.
  const tensors = scope.parameters.map(({ tensor }) => tensor);
  let gradients: readonly Tensor[] | null = null;
  const gradientOf = (parameter: Tensor): Tensor => {
    gradients ??= gradient(loss, tensors);
    const found = gradients[tensors.indexOf(parameter)];
    if (!found) throw new Error(`state update: ${parameter} is no parameter of this scope`);
    return found;
  };
  const next: Record<string, Tensor> = {};
  for (const { name, shape, next: given } of scope.states) {
    if (given === null) continue;
    next[name] = typeof given === "function" ? given(gradientOf) : given;
    checkUpdate(name, shape, next[name]);
  }
  return next;
}

/** The initial values of a scope's parameters and states. Each depends on the seed and its full name only. */
export function initialize(scope: Scope, seed: number): Parameters {
  const source = random(seed);
  const values: Parameters = {};
  for (const { name, shape, init } of [...scope.parameters, ...scope.states])
    values[name] = init(shape, source.stream(name));
  return values;
}
