/** Steps the states of a graph without training it: for norms with running statistics, under inputs chosen by hand. */
import { compile, initialize, open, type Parameters, type Scope, type Tensor, type Value, type Values } from "#engine";
import { nextStates } from "#engine/scope";

export interface StateStepper {
  /** States and parameters as they are now; may be written to between steps. */
  readonly values: Parameters;
  /** Outputs on these feeds; then every state takes its next value. */
  step(feeds?: Values): Promise<Record<string, Value>>;
  release(): Promise<void>;
}

/** `loss` is what states that follow a gradient are updated from. Values not given come from the initializers. */
export async function openStateStepper(
  scope: Scope,
  loss: Tensor,
  outputs: Readonly<Record<string, Tensor>>,
  given: Parameters = {},
): Promise<StateStepper> {
  const states = nextStates(scope, loss);
  const next = (name: string) => `next ${name}`;
  const program = compile({
    outputs: {
      ...outputs,
      ...Object.fromEntries(Object.entries(states).map(([name, tensor]) => [next(name), tensor])),
    },
  });
  const session = await open(program);
  const values: Parameters = { ...initialize(scope, 0), ...given };
  return {
    values,
    async step(feeds = {}) {
      const taken = Object.fromEntries(program.parameters.map(({ name }) => [name, values[name]]));
      const results = await session.run({ ...taken, ...feeds });
      for (const name of Object.keys(states)) values[name] = results[next(name)].data as Float32Array;
      return results;
    },
    release: () => session.release(),
  };
}
