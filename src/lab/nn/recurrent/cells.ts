/** Recurrent cells: what all of them share, and the gated recurrent unit without normalization. */
import { orthogonal, split, xavierUniform, zeros, type Initializer, type Scope, type Tensor } from "#engine";

/** One step of a recurrent net. input: [batch, inputs], state: [batch, units] -> the next state. */
export type Cell = (at: Scope, input: Tensor, state: Tensor) => Tensor;

/**
 * A square orthogonal matrix for each gate, side by side, so that each gate sees the whole state at its own length.
 * [units, gates * units]
 */
export const orthogonalGates: Initializer = ([units, features], random) => {
  const gates = Array.from({ length: features / units }, () => orthogonal()([units, units], random));
  return Float32Array.from({ length: units * features }, (_, index) => {
    const [row, column] = [Math.floor(index / features), index % features];
    return gates[Math.floor(column / units)][row * units + (column % units)];
  });
};

/** h U: what the state adds to the gates. [batch, units] -> [batch, gates * units] */
export const fromState = (at: Scope, name: string, state: Tensor, gates: number): Tensor =>
  state.matmul(at.parameter(name, [state.shape[1], gates * state.shape[1]], orthogonalGates));

/** x W: what the input adds. [batch, inputs] -> [batch, features] */
export const fromInput = (at: Scope, name: string, input: Tensor, features: number): Tensor =>
  input.matmul(at.parameter(name, [input.shape[1], features], xavierUniform));

export const bias = (at: Scope, name: string, features: number): Tensor => at.parameter(name, [features], zeros);

/**
 * [r, u] = sigmoid(h U + x W + b);  c = tanh((h Ux) * r + x Wx + bx);  h' = u h + (1 - u) c.
 * Cho et al. 2014, with the reset gate after the recurrent product.
 */
export const gru: Cell = (at, input, state) => {
  const units = state.shape[1];
  const sums = fromState(at, "U", state, 2).add(fromInput(at, "W", input, 2 * units).add(bias(at, "b", 2 * units)));
  const [r, u] = split(sums.sigmoid(), 2, 1);
  const fresh = fromInput(at, "Wx", input, units).add(bias(at, "bx", units));
  const c = fromState(at, "Ux", state, 1).mul(r).add(fresh).tanh();
  return u.mul(state).add(u.neg().add(1).mul(c));
};
