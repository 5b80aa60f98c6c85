/** The arms on digits and on text, before tuning gives each its learning rate. */
import { batchNorm, layerNorm } from "#lab/nn/norms";
import type { Norm } from "#lab/training/language-model/index";
import { unifiedNorm } from "../method.ts";

export type ArmName = "LN" | "BN" | "UN" | "UN, no filtration";

/** For a run of so many steps: the warm-up is a fifth of it. */
function norms(steps: number): Record<ArmName, Norm> {
  const warmup = Math.ceil(steps / 5);
  return {
    LN: (at, x) => layerNorm(at, x),
    BN: (at, x) => batchNorm(at, x),
    UN: (at, x) => unifiedNorm(at, x, { warmup, filtration: true }),
    "UN, no filtration": (at, x) => unifiedNorm(at, x, { warmup, filtration: false }),
  };
}

export interface NamedNorm {
  readonly name: ArmName;
  readonly norm: Norm;
}

const named = (steps: number, names: readonly ArmName[]): NamedNorm[] =>
  names.map((name) => ({ name, norm: norms(steps)[name] }));

export const visionArms = (steps: number): NamedNorm[] => named(steps, ["LN", "BN", "UN", "UN, no filtration"]);

/** As released, filtration is off on text. */
export const textArms = (steps: number): NamedNorm[] => named(steps, ["LN", "BN", "UN, no filtration"]);
