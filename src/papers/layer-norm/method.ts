/**
 * Layer normalization: mean and variance over the features of one example, so that the same arithmetic serves training
 * and test, any batch size, and every step of a recurrent net. Ba, Kiros & Hinton 2016.
 *
 * The recurrent cells follow the authors' released code: state and input are normalized apart, the gates together.
 */
import { layerNormalization, ones, split, zeros, type Scope, type Tensor } from "#engine";
import { bias, fromInput, fromState } from "#lab/nn/recurrent/cells";

/**
 * y = (a - mean(a)) / sqrt(variance(a) + eps) * gain + bias, over the last axis.  [..., d] -> [..., d]
 *
 * The variance divides by d; eps stands inside the root; gain starts at 1 and bias at 0. Equation 4 of the paper.
 */
export function layerNorm(at: Scope, a: Tensor, { eps = 1e-5 } = {}): Tensor {
  const d = a.shape.at(-1)!;
  const centred = a.sub(a.mean(-1)); // [..., d] less [..., 1]
  const normal = centred.div(centred.square().mean(-1).add(eps).sqrt());
  return normal.mul(at.parameter("gain", [d], ones)).add(at.parameter("bias", [d], zeros));
}

/** The same function and the same parameters as `layerNorm`, through the runtime's own operator: several times faster. */
export function fusedLayerNorm(at: Scope, a: Tensor, { eps = 1e-5 } = {}): Tensor {
  const d = a.shape.at(-1)!;
  const [gain, bias] = [at.parameter("gain", [d], ones), at.parameter("bias", [d], zeros)];
  return layerNormalization(a, { gain, bias, eps }).output;
}

/**
 * One step of a gated recurrent unit.  input: [batch, inputs], state h: [batch, units] -> the next state
 *
 *   [r, u] = sigmoid(LN(h U) + LN(x W + b))          one LN over both gates
 *   c      = tanh(LN(h Ux) * r + LN(x Wx + bx))
 *   h'     = u h + (1 - u) c
 */
export function layerNormGru(at: Scope, input: Tensor, state: Tensor, { eps = 1e-5 } = {}): Tensor {
  const units = state.shape[1];
  const normal = (name: string, sums: Tensor) => layerNorm(at.scope(`LN ${name}`), sums, { eps });
  const given = normal("W", fromInput(at, "W", input, 2 * units).add(bias(at, "b", 2 * units)));
  const [r, u] = split(
    normal("U", fromState(at, "U", state, 2))
      .add(given)
      .sigmoid(),
    2,
    1,
  );
  const fresh = normal("Wx", fromInput(at, "Wx", input, units).add(bias(at, "bx", units)));
  const c = normal("Ux", fromState(at, "Ux", state, 1))
    .mul(r)
    .add(fresh)
    .tanh();
  return u.mul(state).add(u.neg().add(1).mul(c));
}

/**
 * One step of a long short-term memory.  -> the next state h and the next cell c, [batch, units] each
 *
 *   [i, f, o, g] = LN(h U) + LN(x W) + b             one LN over all four gates
 *   c'           = sigmoid(f) c + sigmoid(i) tanh(g)
 *   h'           = sigmoid(o) tanh(LN(c'))
 */
export function layerNormLstm(
  at: Scope,
  input: Tensor,
  { state, cell }: { state: Tensor; cell: Tensor },
  { eps = 1e-5 } = {},
): { state: Tensor; cell: Tensor } {
  const units = state.shape[1];
  const normal = (name: string, sums: Tensor) => layerNorm(at.scope(`LN ${name}`), sums, { eps });
  const sums = normal("U", fromState(at, "U", state, 4)).add(normal("W", fromInput(at, "W", input, 4 * units)));
  const [i, f, o, g] = split(sums.add(bias(at, "b", 4 * units)), 4, 1);
  const next = f.sigmoid().mul(cell).add(i.sigmoid().mul(g.tanh()));
  return { state: o.sigmoid().mul(normal("c", next).tanh()), cell: next };
}
