/** The update of an optimizer alone, to be timed: gradients are fed, nothing is differentiated. */
import { compile, input, open, random, type Optimizer, type ParameterSpec, type Tensor, type Values } from "#engine";
import type { Device } from "#engine";
import type { TimedArm } from "../../measure/timing.ts";

export interface UpdateArm {
  readonly optimizer: Optimizer;
  /** What it updates. */
  readonly specs: readonly ParameterSpec[];
  readonly device?: Device;
  readonly threads?: number;
}

/** One program from parameters, gradients and state to the next parameters and state, on random values. */
export const updateArm = (name: string, { optimizer, specs, ...options }: UpdateArm): TimedArm => ({
  name,
  async open() {
    const { outputs, feeds } = updateProgram(optimizer, specs);
    const session = await open(compile({ outputs, name }), options);
    return { run: () => session.run(feeds), release: () => session.release() };
  },
});

/** Feeds: a draw for every parameter and gradient, the first values for the state, step 1 at the optimizer's own rate. */
function updateProgram(
  optimizer: Optimizer,
  specs: readonly ParameterSpec[],
): { outputs: Record<string, Tensor>; feeds: Values } {
  const values = random(0);
  const step = input("step", []);
  const learningRate = input("rate", []);
  const outputs: Record<string, Tensor> = {};
  const feeds: Record<string, Float32Array> = {};
  for (const spec of specs) {
    const gradient = input(`gradient ${spec.name}`, spec.shape);
    feeds[spec.name] = values.stream(spec.name).normal(spec.tensor.size);
    feeds[`gradient ${spec.name}`] = values.stream(`gradient ${spec.name}`).normal(spec.tensor.size);
    const state: Record<string, Tensor> = {};
    for (const [slot, { shape, fill }] of Object.entries(optimizer.init(spec))) {
      state[slot] = input(`${slot} ${spec.name}`, shape);
      feeds[`${slot} ${spec.name}`] = new Float32Array(state[slot].size).fill(fill);
    }
    const next = optimizer.update({ spec, parameter: spec.tensor, gradient, state, step, learningRate });
    outputs[`next ${spec.name}`] = next.parameter;
    for (const slot of Object.keys(state)) outputs[`next ${slot} ${spec.name}`] = next.state[slot];
  }
  const scalars = { step: Float32Array.of(1), rate: Float32Array.of(optimizer.learningRate) };
  const { inputs } = compile({ outputs });
  const taken = Object.entries(scalars).filter(([name]) => inputs.some((spec) => spec.name === name));
  return { outputs, feeds: { ...feeds, ...Object.fromEntries(taken) } };
}
