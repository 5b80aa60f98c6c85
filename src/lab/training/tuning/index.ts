/** Tuning: one grid runner for all model families, and one rule that chooses from its table. */
export {
  bestTuned,
  medianAt,
  rateBeyond,
  sampleDeviation,
  triedRates,
  tunedLearningRate,
  tuningOf,
  type Tuned,
} from "./choose.ts";
export { tunableArms, tunableRuns, tuneGrid, tuningSeeds, type Tunable } from "./grid.ts";
