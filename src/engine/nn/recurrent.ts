/** Recurrent cells, and their unrolling over time. Long sequences are best cut: every step is a part of the graph. */
import { uniform, zeros } from "../initializers.ts";
import { fill } from "../ops/leaf.ts";
import { split, stack, unstack } from "../ops/movement.ts";
import type { Scope } from "../scope.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

export interface LstmState {
  /** What the cell shows, [b, width]. */
  readonly hidden: Tensor;
  /** What it remembers, [b, width]. */
  readonly cell: Tensor;
}

const recurrent = (width: number) => uniform(-1 / Math.sqrt(width), 1 / Math.sqrt(width));

/** The part of the gates that the input decides, for all steps at once. x: [..., d] -> [..., gates * width]. */
function fromInput(at: Scope, x: Tensor, width: number, gates: number): Tensor {
  const weight = at.parameter("input", [x.shape.at(-1)!, gates * width], recurrent(width));
  return x.matmul(weight).add(at.parameter("bias", [gates * width], zeros));
}

function lstmStep(at: Scope, gatesOfInput: Tensor, { hidden, cell }: LstmState): LstmState {
  const width = hidden.shape[1];
  const gates = gatesOfInput.add(hidden.matmul(at.parameter("hidden", [width, 4 * width], recurrent(width))));
  const [input, forget, candidate, output] = split(gates, 4, -1);
  const next = forget.sigmoid().mul(cell).add(input.sigmoid().mul(candidate.tanh()));
  return { hidden: output.sigmoid().mul(next.tanh()), cell: next };
}

/** One LSTM step, gates in torch's order (input, forget, candidate, output). x: [b, d]. Hochreiter & Schmidhuber 1997; Gers et al. 2000. */
export const lstmCell = (at: Scope, x: Tensor, state: LstmState): LstmState =>
  lstmStep(at, fromInput(at, x, state.hidden.shape[1], 4), state);

function gruStep(at: Scope, gatesOfInput: Tensor, hidden: Tensor): Tensor {
  const width = hidden.shape[1];
  const fromHidden = hidden
    .matmul(at.parameter("hidden", [width, 3 * width], recurrent(width)))
    .add(at.parameter("hiddenBias", [3 * width], zeros));
  const [xReset, xUpdate, xNew] = split(gatesOfInput, 3, -1);
  const [hReset, hUpdate, hNew] = split(fromHidden, 3, -1);
  const update = xUpdate.add(hUpdate).sigmoid();
  const candidate = xNew.add(xReset.add(hReset).sigmoid().mul(hNew)).tanh();
  return candidate.add(update.mul(hidden.sub(candidate)));
}

/** One GRU step, gates in torch's order (reset, update, new). x: [b, d], hidden: [b, width]. Cho et al. 2014. */
export const gruCell = (at: Scope, x: Tensor, hidden: Tensor): Tensor =>
  gruStep(at, fromInput(at, x, hidden.shape[1], 3), hidden);

const start = (x: Tensor, width: number): Tensor => fill(0, [x.shape[0], width], x.dtype);

function stepsOf(op: string, x: Tensor): number {
  if (x.rank !== 3) throw new RangeError(`${op}: needs [b, t, d], got ${show(x.shape)}`);
  return x.shape[1];
}

/** An LSTM over a sequence. x: [b, t, d] -> outputs [b, t, width] and the last state. */
export function lstm(at: Scope, x: Tensor, width: number, initial?: LstmState): { outputs: Tensor; state: LstmState } {
  stepsOf("lstm", x);
  let state = initial ?? { hidden: start(x, width), cell: start(x, width) };
  const outputs = unstack(fromInput(at, x, width, 4), 1).map((gates) => (state = lstmStep(at, gates, state)).hidden);
  return { outputs: stack(outputs, 1), state };
}

/** A GRU over a sequence. x: [b, t, d] -> outputs [b, t, width] and the last hidden state. */
export function gru(at: Scope, x: Tensor, width: number, initial?: Tensor): { outputs: Tensor; hidden: Tensor } {
  stepsOf("gru", x);
  let hidden = initial ?? start(x, width);
  const outputs = unstack(fromInput(at, x, width, 3), 1).map((gates) => (hidden = gruStep(at, gates, hidden)));
  return { outputs: stack(outputs, 1), hidden };
}
