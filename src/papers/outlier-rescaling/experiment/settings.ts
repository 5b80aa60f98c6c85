/** What the parts of the experiment share: settings and charts. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";
import type paper from "../paper.ts";

type Shape = Comparison["shape"];

export interface Settings extends PresetBase {
  /** Steps of the toy's arms, and of its forms of the gate. */
  readonly toy: { readonly steps: number; readonly gateSteps: number };
  /** The task that makes attention sinks. */
  readonly task: { readonly shape: Shape; readonly steps: number };
  /** The character model. */
  readonly text: { readonly shape: Shape; readonly steps: number; readonly validationBatches: number };
  /** Widths at which forward passes are timed, the last one for the claim. */
  readonly timing: { readonly widths: readonly number[]; readonly rounds: number };
}

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName =
  | "Outlier and control"
  | "Largest activation of the toy"
  | "What the outlier passes on"
  | "Residual dimensions"
  | "Largest activation of the task"
  | "Validation";
export type OutlierLab = Lab<ClaimId, ChartName>;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 450, browser: 4000 },
  toy: { steps: 3000, gateSteps: 1200 },
  task: { shape: { depth: 3, width: 64, heads: 1, context: 64, batch: 16 }, steps: 500 },
  text: { shape: shapes.wide, steps: 240, validationBatches: 16 },
  timing: { widths: [64, 256], rounds: 8 },
};

/** Of all arms of the toy but its gates, and of all arms of the task: what is compared there is how large activations become. */
export const commonRates = { toy: 5e-3, task: 3e-3 } as const;

/** Points are drawn for the first seeds only: a page reads them all. */
export const isDrawn = (lab: OutlierLab): boolean => lab.seed <= 2;
