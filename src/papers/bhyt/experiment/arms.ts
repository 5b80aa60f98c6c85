/** The arms: BHyT, what it replaces, what it resembles, and a control with nothing but its small gain. */
import type { Arm } from "#lab/training/language-model/index";
import { dynamicTanh, rmsNorm, rmsScale } from "#lab/nn/norms";
import { bhytBlock, boundedTanh, refreshEvery } from "../method.ts";
import type { Bench } from "./settings.ts";

export type ArmName = "RMSNorm" | "RMSNorm, gain 0.2" | "LNS" | "DyT" | "DyT, scaled" | "BHyT, exact" | "BHyT";
export type BhytArm = Arm & { readonly name: ArmName };

/** Every arm but its rate, for a run of so many steps. The final norm is RMS norm, as in the release, but for DyT. */
export function armsFor({ shape: { context, width } }: Bench, steps: number): BhytArm[] {
  const rms: Arm["norm"] = (at, x) => rmsNorm(at, x);
  const dyt: Arm["norm"] = (at, x) => dynamicTanh(at, x);
  const block = bhytBlock({ length: context, refresh: refreshEvery(steps) });
  return [
    { name: "RMSNorm", norm: rms },
    // lambda / kappa at the start: as small an input to the branches, without tanh and without estimate.
    { name: "RMSNorm, gain 0.2", norm: (at, x) => rmsNorm(at, x, { gain: 0.2 }), finalNorm: rms },
    {
      name: "LNS",
      norm: rms,
      model: {
        // Layer norm scaling: the output of each norm divided by the root of its block's number.
        normAt: ({ block, sublayer }) => (sublayer === "final" ? rms : (at, x) => rms(at, x).mul(1 / Math.sqrt(block))),
      },
    },
    { name: "DyT", norm: dyt },
    // Without statistics, what DyT sees is as small as the embeddings are.
    { name: "DyT, scaled", norm: dyt, model: { stem: (_, stream) => stream.mul(Math.sqrt(width)) } },
    { name: "BHyT, exact", norm: (at, x) => boundedTanh(at, x), finalNorm: rms },
    { name: "BHyT", norm: rms, model: { block } },
  ];
}

/** RMS norm without gain: what folding leaves of it. */
export const bareRms: Arm["norm"] = (_, x) => rmsScale(x);
