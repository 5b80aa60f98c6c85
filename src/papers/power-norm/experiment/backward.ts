/** Follows the running statistic of PowerNorm's backward pass from outside, in the states that a trainer shows. */
import type { Parameters } from "#engine";

/** The statistics of all PowerNorms of a model after one step. */
export interface BackwardState {
  /** Largest |nu| over norms and channels. */
  readonly nu: number;
  /** Largest mean(z²) = psiB² / psi² of the step, over norms and channels; 1 while warming up. Below 2 / (1 - a), which is 20, nu contracts. */
  readonly gam: number;
  /** Mean over norms and channels of |psiB² - psi²| / psi². */
  readonly distance: number;
}

const keep = 0.9;
const ending = "/psi2";

/**
 * From the states before and after a step past the warm-up: psi² moved a tenth of the way to the batch's psiB², so where
 * it went tells what psiB² was.
 */
export function backwardState(before: Parameters, after: Parameters): BackwardState {
  let [nu, gam, distance, channels] = [0, 0, 0, 0];
  for (const name of Object.keys(after)) {
    if (!name.endsWith(ending)) continue;
    const [then, now] = [before[name], after[name]];
    for (const value of after[`${name.slice(0, -ending.length)}/nu`]) nu = Math.max(nu, Math.abs(value));
    for (let c = 0; c < now.length; c++) {
      const ratio = (now[c] - keep * then[c]) / (1 - keep) / then[c];
      gam = Math.max(gam, ratio);
      distance += Math.abs(ratio - 1);
    }
    channels += now.length;
  }
  return { nu, gam, distance: distance / channels };
}
