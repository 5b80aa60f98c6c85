/** The contestants on digits and on text, before tuning gives each its learning rate. */
import { fusedLayerNorm } from "../layer-norm/method.ts";
import type { Norm } from "../testbeds/language-model/index.ts";
import { batchNorm } from "../testbeds/norms.ts";
import { unifiedNorm } from "./method.ts";

export type ArmName = "LN" | "BN" | "UN" | "UN, no filtration";

/** For a run of so many steps: the warm-up is a fifth of it. */
function norms(steps: number): Record<ArmName, Norm> {
  const warmup = Math.ceil(steps / 5);
  return {
    LN: (at, x) => fusedLayerNorm(at, x),
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
