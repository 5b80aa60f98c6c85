/** The arms: the method, what it replaces, and a control that could refute its reason. Every arm is tuned alike. */
import { rmsNorm, rmsScale } from "#lab/nn/norms";
import type { Arm } from "#lab/training/language-model/index";
import { newNorm } from "../method.ts";

export const arms: readonly Arm[] = [
  { name: "RMSNorm", norm: (at, x) => rmsNorm(at, x) },
  { name: "Ours", norm: (at, x) => newNorm(at, x) },
  { name: "No gain", norm: (_, x) => rmsScale(x) },
];
