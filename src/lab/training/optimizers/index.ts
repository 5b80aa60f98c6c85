/** A laboratory of optimizers: the usual ones beside a paper's, on one model, and what each costs. */
export { armOf, baselineTuning, bench, gridOf, ratesOf, ratesPlan, secondOf, tunedArmOf, type Rates } from "./bench.ts";
export { baselines, hiddenBy, matricesBy, type Contestant } from "./contestants.ts";
export {
  openGradientVariance,
  varianceForms,
  varianceOf,
  type GradientVariance,
  type VarianceMeter,
} from "./gradient-variance.ts";
export { normalizedSgd, unitRms, type NormalizedSgd } from "./normalized-sgd.ts";
export { byRole, roleOf, type Role } from "./roles.ts";
export { updateArm } from "./update-time.ts";
