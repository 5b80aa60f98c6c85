/** The contestants: SCALE, what it is made of, what it is compared with, and what could refute it. */
import { sgd } from "#engine";
import { baselines, matricesBy, type Contestant } from "#lab/training/optimizers/index";
import { scale, type ScaleOptions } from "../method.ts";

const scaled = (name: string, how: string, options: ScaleOptions, ownEnds = false): Contestant => ({
  name,
  how,
  rates: 2,
  around: 2e-3,
  optimizer: (learningRate, second) =>
    scale({ learningRate, vectors: second, ends: ownEnds ? second : undefined, ...options }),
});

export const contestants = {
  sgd: baselines.sgd,
  /** Differs from column normalization in nothing else: its gains have Adam, too. */
  sgdWithAdam: {
    name: "SGD, gains by Adam",
    how: "SGD for matrices, Adam for gains",
    rates: 2,
    around: 0.4,
    optimizer: (learningRate, second) => matricesBy(sgd({ learningRate }), second),
  },
  momentum: baselines.momentum,
  adam: baselines.adam,
  adamW: baselines.adamW,
  adamTwoRates: baselines.adamTwoRates,
  muon: baselines.muon,
  columns: scaled("Column-normalized SGD", "no momentum at all", { momentumIn: [] }),
  scale: scaled("SCALE", "momentum in the head", {}),
  scaleOwnEnds: scaled("SCALE, ends apart", "the second rate is for embedding and head, too", {}, true),
  /** As large as the head, and the other end: does it have to be the head? */
  embeddingMomentum: scaled("Momentum in the embedding", "in place of the head", { momentumIn: ["embedding"] }),
} as const satisfies Record<string, Contestant>;

export type ContestantKey = keyof typeof contestants;
export const keys = Object.keys(contestants) as ContestantKey[];

/** Those whose rates the lab has not tuned. */
export const ownKeys = keys.filter((key) => !(key in baselines));
