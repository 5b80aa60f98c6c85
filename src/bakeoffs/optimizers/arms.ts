/** The contestants: the usual optimizers, and those of the papers, each at its own tuned rates. */
import { baselines, baselineTuning, ratesOf, type Contestant, type Rates } from "#lab/training/optimizers/index";
import type { Tuned } from "#lab/training/tuning/index";
import { contestants as multiNormalized } from "#papers/gradient-multi-normalization/experiment/arms";
import { tuning as multiNormalizedTuning } from "#papers/gradient-multi-normalization/experiment/rates";
import { contestants as scaled } from "#papers/scale-optimizer/experiment/arms";
import { tuning as scaledTuning } from "#papers/scale-optimizer/experiment/rates";

export interface OptimizerArm {
  readonly id: string;
  readonly contestant: Contestant;
  readonly rates: Rates;
  /** Slug. */
  readonly paper: string | null;
}

const arm = (id: string, contestant: Contestant, own: readonly Tuned[] = [], paper: string | null = null) => ({
  ...{ id, contestant, paper },
  rates: ratesOf(own, contestant),
});

const scale = (id: string, contestant: Contestant) => arm(id, contestant, scaledTuning, "scale-optimizer");
const multi = (id: string, contestant: Contestant) =>
  arm(id, contestant, multiNormalizedTuning, "gradient-multi-normalization");

export const allArms: readonly OptimizerArm[] = [
  arm("sgd", baselines.sgd),
  arm("momentum", baselines.momentum),
  arm("adam", baselines.adam),
  arm("adam-two-rates", baselines.adamTwoRates),
  arm("adamw", baselines.adamW),
  arm("muon", baselines.muon),
  scale("columns", scaled.columns),
  scale("scale", scaled.scale),
  multi("sinkgd", multiNormalized.sinkgd),
  multi("swan", multiNormalized.swan),
];

/** What the others are compared with: what memory buys at its best. */
export const baseline = baselines.adamTwoRates.name;

/** Every row that the rates come from. Where both papers have tuned an optimizer, the first one's counts. */
export const tuningTable: readonly Tuned[] = [
  ...baselineTuning,
  ...scaledTuning,
  ...multiNormalizedTuning.filter(({ arm }) => !scaledTuning.some((row) => row.arm === arm)),
];
