/** Looks at a model with whatever weights it is given: the evaluation side of every model family. */
import {
  compile,
  open,
  type Device,
  type Parameters,
  type Tensor,
  type TypedArray,
  type Value,
  type Values,
} from "#engine";

export interface Evaluator {
  /** Runs the model with weights (a superset of those it needs) and feeds. @throws Error naming a weight that is missing. */
  run(parameters: Parameters, feeds?: Values): Promise<Record<string, Value>>;
  release(): Promise<void>;
}

/** Compiles outputs once, to be looked at with different weights, such as those of a model in training. */
export async function openEvaluator(
  outputs: Readonly<Record<string, Tensor>>,
  options: { device?: Device; threads?: number; name?: string } = {},
): Promise<Evaluator> {
  const program = compile({ outputs, name: options.name ?? "evaluator" });
  const session = await open(program, options);
  return {
    run(parameters, feeds = {}) {
      const taken: Record<string, TypedArray> = { ...feeds };
      for (const { name } of program.parameters) {
        if (!(name in parameters)) throw new Error(`${program.name}: no weights for "${name}"`);
        taken[name] = parameters[name];
      }
      return session.run(taken);
    },
    release: () => session.release(),
  };
}

/** The only number of a scalar value. */
export const scalar = ({ data }: Value): number => Number(data[0]);
