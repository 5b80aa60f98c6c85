/** The contestants: SinkGD, its predecessor, another optimizer that saves memory, and the usual ones. */
import { orthogonalized } from "#engine";
import {
  baselines,
  matricesBy,
  normalizedSgd,
  unitRms,
  type Contestant,
  type NormalizedSgd,
} from "#lab/training/optimizers/index";
import { sinkGd, swanOptimizer } from "../method.ts";

const unitColumns: NormalizedSgd["direction"] = (gradient) => unitRms(gradient, 0);

export const contestants = {
  sgd: baselines.sgd,
  adam: baselines.adam,
  adamTwoRates: baselines.adamTwoRates,
  muon: baselines.muon,
  sinkgd: {
    name: "SinkGD",
    how: "rows and columns of hidden gradients in turns, the rest by Adam",
    rates: 2,
    around: 2e-3,
    optimizer: (learningRate, others) => sinkGd({ learningRate, others }),
  },
  /** As it was published: centred rows, and a whitening by five of Newton and Schulz's iterations. */
  swan: {
    name: "SWAN",
    how: "rows and singular values of hidden gradients, the rest by Adam",
    rates: 2,
    around: 2e-3,
    optimizer: (learningRate, others) =>
      swanOptimizer({ learningRate, others, center: true, polar: (x) => orthogonalized(x) }),
  },
  /** Columns of every matrix, momentum in the head, Adam for gains. Glentis et al. 2025. */
  scale: {
    name: "SCALE",
    how: "normalized columns, momentum in the head",
    rates: 2,
    around: 2e-3,
    optimizer(learningRate, gains) {
      const columns = { learningRate, direction: unitColumns };
      const head = normalizedSgd({ ...columns, momentum: 0.9 });
      return matricesBy(normalizedSgd(columns), gains, { head });
    },
  },
} as const satisfies Record<string, Contestant>;

export type ContestantKey = keyof typeof contestants;
export const keys = Object.keys(contestants) as ContestantKey[];

/** Those whose rates the lab has not tuned. */
export const ownKeys = keys.filter((key) => !(key in baselines));
