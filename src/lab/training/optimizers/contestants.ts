/** Optimizers that are compared, each with the rates that it must be given: the usual ones, for papers to add theirs. */
import { adam, adamW, muon, sgd, type Optimizer } from "#engine";
import { byRole } from "./roles.ts";

export interface Contestant {
  readonly name: string;
  /** What it does, in a few words, for a table. */
  readonly how: string;
  /** Whether it has a second rate of its own for a part of the parameters, which is tuned as well. */
  readonly rates: 1 | 2;
  /** The middle of the grid of the first rate. */
  readonly around: number;
  /** `second` is not looked at with one rate. */
  readonly optimizer: (learningRate: number, second: number) => Optimizer;
}

const adamAt = (learningRate: number) => adam({ learningRate });

/** Every hidden matrix by one optimizer, embedding, head and vectors by Adam at a rate of their own. */
export const hiddenBy = (hidden: Optimizer, second: number): Optimizer =>
  byRole({ hidden, embedding: adamAt(second), head: adamAt(second), vectors: adamAt(second) });

/** Every matrix by one optimizer, vectors by Adam at a rate of their own. */
export const matricesBy = (matrix: Optimizer, second: number, { head = matrix, embedding = matrix } = {}): Optimizer =>
  byRole({ hidden: matrix, embedding, head, vectors: adamAt(second) });

export const baselines = {
  sgd: {
    name: "SGD",
    how: "plain gradient descent",
    rates: 1,
    around: 0.4,
    optimizer: (learningRate) => sgd({ learningRate }),
  },
  momentum: {
    name: "Momentum",
    how: "SGD with momentum 0.9",
    rates: 1,
    around: 0.1,
    optimizer: (learningRate) => sgd({ learningRate, momentum: 0.9 }),
  },
  adam: { name: "Adam", how: "betas 0.9 and 0.999", rates: 1, around: 4e-3, optimizer: adamAt },
  adamW: {
    name: "AdamW",
    how: "betas 0.9 and 0.95, weight decay 0.1 of matrices",
    rates: 1,
    around: 4e-3,
    optimizer: (learningRate) => adamW({ learningRate, betas: [0.9, 0.95], weightDecay: 0.1 }),
  },
  adamTwoRates: {
    name: "Adam, two rates",
    how: "Adam with a second rate for embedding, head and gains",
    rates: 2,
    around: 4e-3,
    optimizer: (learningRate, second) => hiddenBy(adamAt(learningRate), second),
  },
  muon: {
    name: "Muon",
    how: "hidden matrices by orthogonalized momentum, the rest by Adam",
    rates: 2,
    around: 2e-2,
    optimizer: (learningRate, second) => hiddenBy(muon({ learningRate, outputs: "columns" }), second),
  },
} as const satisfies Record<string, Contestant>;
