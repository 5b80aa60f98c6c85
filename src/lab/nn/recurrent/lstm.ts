/**
 * An LSTM layer as translation systems stack it: several inputs, one of which may come step by step, and arithmetic that can be exchanged.
 *
 *   [i, f, o] = sigmoid(sum of W x + U m + [0, 1, 0]),  i' = tanh(...)
 *   c = keep(c f + i' i),  m = c o, or tanh(c) o
 *
 * Wu et al. 2016, eq. 11: no biases; the 1 of the forget gate is ours.
 */
import { constant, split, stack, unstack, where, type Initializer, type Scope, type Tensor } from "#engine";

/** How products are taken, and what of their results is kept. */
export interface Arithmetic {
  /** x [..., n] times a parameter [n, features] of that name. */
  product(at: Scope, name: string, x: Tensor, features: number, init: Initializer): Tensor;
  /** Of cells, embeddings, and what layers add up. */
  keep(x: Tensor): Tensor;
  logits(x: Tensor): Tensor;
}

export const floatProduct: Arithmetic["product"] = (at, name, x, features, init) =>
  x.matmul(at.parameter(name, [x.shape.at(-1)!, features], init));

/** Floats as they come. */
export const floats: Arithmetic = { product: floatProduct, keep: (x) => x, logits: (x) => x };

/** Both [batch, units]. */
export interface LstmMemory {
  /** c */
  readonly cell: Tensor;
  /** m */
  readonly output: Tensor;
}

export interface LstmOptions {
  readonly units: number;
  readonly outputTanh: boolean;
  readonly arithmetic: Arithmetic;
  readonly init: Initializer;
}

/** Inputs [batch, time, n] each, to outputs [batch, time, units] and the last state. */
export function lstmLayer(
  at: Scope,
  inputs: readonly Tensor[],
  options: LstmOptions & {
    /** Default: nothing is remembered, which costs no products. */
    readonly start?: LstmMemory;
    /** Reads from the right; where this [batch, time] (bool) is false, the state stays as it is. */
    readonly backwards?: Tensor;
    /** One more input [batch, n] of each step, made of the layer's own output of the step before, null at the first. */
    readonly extra?: (before: Tensor | null) => Tensor;
  },
): { readonly outputs: Tensor; readonly state: LstmMemory } {
  const { units, arithmetic, init, backwards, extra } = options;
  const time = inputs[0].shape[1];
  const forget = constant(Array.from({ length: 4 * units }, (_, at) => Number(Math.floor(at / units) === 1)));
  const sums = inputs
    .map((x, index) => arithmetic.product(at, index === 0 ? "input" : `input ${index + 1}`, x, 4 * units, init))
    .reduce((sum, next) => sum.add(next))
    .add(forget);
  const steps = unstack(sums, 1);
  const words = backwards ? unstack(backwards.unsqueeze(-1), 1) : null;
  let state = options.start ?? null;
  const outputs: Tensor[] = Array<Tensor>(time);
  let before: Tensor | null = null;
  for (let step = 0; step < time; step++) {
    const t = backwards ? time - 1 - step : step;
    const terms = [
      steps[t],
      ...(state ? [arithmetic.product(at, "state", state.output, 4 * units, init)] : []),
      ...(extra ? [arithmetic.product(at, "extra", extra(before), 4 * units, init)] : []),
    ];
    const next: LstmMemory = lstmStep(terms.reduce((sum, term) => sum.add(term)), state?.cell ?? null, options); // prettier-ignore
    const kept = (name: keyof LstmMemory) => (words ? where(words[t], next[name], state?.[name] ?? 0) : next[name]);
    state = { cell: kept("cell"), output: kept("output") };
    outputs[t] = before = state.output;
  }
  return { outputs: stack(outputs, 1), state: state! };
}

/** From the sums of all four gates [batch, 4 units] (i, f, o, then i') and the cell before, if there was one. */
export function lstmStep(
  sums: Tensor,
  cell: Tensor | null,
  { outputTanh, arithmetic: { keep } }: Pick<LstmOptions, "outputTanh" | "arithmetic">,
): LstmMemory {
  const [i, f, o, fresh] = split(sums, 4, 1).map((gate, at) => (at < 3 ? gate.sigmoid() : gate.tanh()));
  const next = keep(cell ? cell.mul(f).add(fresh.mul(i)) : fresh.mul(i));
  return { cell: next, output: (outputTanh ? next.tanh() : next).mul(o) };
}
