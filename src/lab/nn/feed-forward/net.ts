/** Feed-forward nets of any depth: hidden layers of one kind, one after the other, and a linear map to the outputs. */
import { lecunNormal, linear, type Initializer, type Scope, type Tensor } from "#engine";

/** One hidden layer: [batch, inputs] -> [batch, width]. */
export type HiddenLayer = (at: Scope, x: Tensor, width: number) => Tensor;

export interface FeedForward {
  /** Units of the hidden layers, the first one first. */
  readonly widths: readonly number[];
  readonly outputs: number;
  readonly layer: HiddenLayer;
  /** Weights of the linear map to the outputs. Default: N(0, 1 / inputs). */
  readonly last?: Initializer;
}

/** What each hidden layer leaves, the first one first, and the outputs. Parameters are those of "layer 1", "layer 2", ... */
export function feedForwardStates(
  at: Scope,
  x: Tensor,
  { widths, outputs, layer, last = lecunNormal }: FeedForward,
): { readonly hidden: readonly Tensor[]; readonly outputs: Tensor } {
  const hidden: Tensor[] = [];
  for (const [index, width] of widths.entries())
    hidden.push(layer(at.scope(`layer ${index + 1}`), hidden.at(-1) ?? x, width));
  const end = at.scope(`layer ${widths.length + 1}`);
  return { hidden, outputs: linear(end, hidden.at(-1) ?? x, outputs, { init: last }) };
}

/** x [batch, inputs] -> [batch, outputs]. */
export const feedForward = (at: Scope, x: Tensor, net: FeedForward): Tensor => feedForwardStates(at, x, net).outputs;
