/** The arms of PowerNorm's experiment, and the learning rate that tuning gave each. */
import { batchNorm, layerNorm } from "#lab/nn/norms";
import type { Arm } from "#lab/training/language-model/index";
import { groupScale, powerNorm, powerNormV } from "../method.ts";

export type ArmName = "LN" | "BN" | "BN, scaled" | "PN-V" | "PN" | "PN, unscaled";

/** Every arm but its rate, for a run of so many steps: PowerNorm's warm-up is a fifth of it. */
export function armsFor(steps: number, heads: number): (Arm & { readonly name: ArmName })[] {
  const warmup = Math.ceil(steps / 5);
  return [
    { name: "LN", norm: (at, x) => layerNorm(at, x) },
    { name: "BN", norm: (at, x) => batchNorm(at, x) },
    // The baseline as the authors' code has it: their scaling of each token in front, and a slower running average.
    { name: "BN, scaled", norm: (at, x) => batchNorm(at, groupScale(x, heads), { momentum: 0.05 }) },
    { name: "PN-V", norm: (at, x) => powerNormV(at, x) },
    { name: "PN", norm: (at, x) => powerNorm(at, x, { warmup, groups: heads }) },
    { name: "PN, unscaled", norm: (at, x) => powerNorm(at, x, { warmup, groups: 0 }) },
  ];
}
