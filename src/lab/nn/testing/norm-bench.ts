/** For tests of norms: one norm by itself, stepped under gradients that are given. */
import { gradient, input, Scope, type Parameters, type Tensor } from "#engine";
import { openStateStepper, type StateStepper } from "../../training/state-stepper.ts";

/**
 * A norm of x [rows, width] in training, fed x and dy. Its outputs are y, the loss sum(y dy), dx, and the gradient of each parameter under "d" and its name;
 * its states take their next values at every step. `given`: parameters and states that do not start as the norm would have them.
 */
export function openNormBench(
  norm: (at: Scope, x: Tensor) => Tensor,
  { rows, width }: { readonly rows: number; readonly width: number },
  given: Parameters = {},
): Promise<StateStepper> {
  const scope = new Scope();
  const x = input("x", [rows, width]);
  const y = norm(scope, x);
  const loss = y.mul(input("dy", [rows, width])).sum();
  const parameters = scope.parameters.map(({ tensor }) => tensor);
  const [dx, ...partials] = gradient(loss, [x, ...parameters]);
  const named = Object.fromEntries(scope.parameters.map(({ name }, at) => [`d${name}`, partials[at]]));
  return openStateStepper(scope, loss, { y, loss, dx, ...named }, given);
}

/** The arrays of a golden file as parameters and feeds. */
export const asFloats = (values: Readonly<Record<string, readonly number[]>>): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, Float32Array.from(list)]));
