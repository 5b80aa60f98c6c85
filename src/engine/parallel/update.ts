/** The update of a rank's own parameters: optimizers work element by element, so that no rank needs another one for it. */
import { input } from "../ops/leaf.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { compile, type Device } from "../program.ts";
import { open } from "../run/session.ts";
import { Scope, type Parameters } from "../scope.ts";
import { zeros } from "../initializers.ts";
import type { Shape } from "../shape.ts";
import { typedArray } from "../values.ts";

export interface Updater {
  /** Bytes of optimizer state. */
  readonly stateBytes: number;
  /** The next parameters; each gradient is multiplied by `scale` before. */
  step(
    parameters: Parameters,
    gradients: Parameters,
    options: { learningRate: number; scale?: number },
  ): Promise<Parameters>;
  release(): Promise<void>;
}

const gradientOf = (name: string) => `gradient of ${name}`;
const slotOf = (slot: string, name: string) => `${slot} of ${name}`;
const next = (name: string) => `next ${name}`;

/** Opens the update of parameters of these shapes. */
export async function openUpdater(
  shapes: Readonly<Record<string, Shape>>,
  optimizer: Optimizer,
  options: { device?: Device; threads?: number } = {},
): Promise<Updater> {
  const scope = new Scope();
  const [step, learningRate, scale] = ["step", "rate", "scale"].map((name) => input(name, []));
  const outputs: Record<string, ReturnType<typeof input>> = {};
  let state: Parameters = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const parameter = scope.parameter(name, shape, zeros);
    const spec = scope.parameters.at(-1)!;
    const slots = Object.entries(optimizer.init(spec));
    for (const [slot, { shape, fill }] of slots)
      state[slotOf(slot, name)] = typedArray(
        "float32",
        shape.reduce((product, length) => product * length, 1),
        fill,
      ) as Float32Array;
    const updated = optimizer.update({
      spec,
      parameter,
      gradient: input(gradientOf(name), shape).mul(scale),
      state: Object.fromEntries(slots.map(([slot, { shape }]) => [slot, input(slotOf(slot, name), shape)])),
      step,
      learningRate,
    });
    outputs[next(name)] = updated.parameter;
    for (const [slot] of slots) outputs[next(slotOf(slot, name))] = updated.state[slot];
  }
  const session = await open(compile({ outputs, name: "update" }), options);
  const takes = new Set(session.program.inputs.map(({ name }) => name));
  let steps = 0;
  return {
    stateBytes: Object.values(state).reduce((bytes, values) => bytes + values.byteLength, 0),
    async step(parameters, gradients, { learningRate, scale = 1 }) {
      const scalars = { step: ++steps, rate: learningRate, scale };
      const feeds: Parameters = { ...parameters, ...state };
      for (const [name, value] of Object.entries(scalars)) if (takes.has(name)) feeds[name] = Float32Array.of(value);
      for (const name of Object.keys(shapes)) feeds[gradientOf(name)] = gradients[name];
      const results = await session.run(feeds);
      const of = (names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, results[next(name)].data as Float32Array]));
      state = of(Object.keys(state));
      return of(Object.keys(shapes));
    },
    release: () => session.release(),
  };
}
