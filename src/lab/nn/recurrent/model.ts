/** A character model around one recurrent cell, unrolled in time. */
import { constant, normal, stack, unstack, xavierUniform, zeros, type Scope, type Tensor } from "#engine";
import type { Cell } from "./cells.ts";

export interface RecurrentModel {
  readonly vocabulary: number;
  /** Width of the character embedding. */
  readonly inputs: number;
  readonly units: number;
  readonly cell: Cell;
}

export interface RecurrentOutput {
  /** [batch, time, vocabulary] */
  readonly logits: Tensor;
  /** The state before step 1, 2, ... and after the last: time + 1 tensors [batch, units]. */
  readonly states: readonly Tensor[];
}

/** Reads tokens [batch, time] (int32) one by one, from the given state [batch, units] or from zero. */
export function recurrentModel(
  at: Scope,
  tokens: Tensor,
  { vocabulary, inputs, units, cell }: RecurrentModel,
  start: Tensor = constant(new Float32Array(tokens.shape[0] * units), { shape: [tokens.shape[0], units] }),
): RecurrentOutput {
  const embedded = at.parameter("embedding", [vocabulary, inputs], normal()).gather(tokens); // [B,T,inputs]
  const states = [start];
  for (const input of unstack(embedded, 1)) states.push(cell(at.scope("cell"), input, states.at(-1)!));
  const logits = stack(states.slice(1), 1) // [B,T,units]
    .matmul(at.parameter("head", [units, vocabulary], xavierUniform))
    .add(at.parameter("head bias", [vocabulary], zeros));
  return { logits, states };
}
