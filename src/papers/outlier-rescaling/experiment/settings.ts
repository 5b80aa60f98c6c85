/** What the parts of the experiment share: settings and charts. */
import type { BackcopyOptions } from "#lab/datasets/bigram-backcopy";
import type { Lab, PresetBase } from "#lab/kit/index";
import { shapes, type Comparison } from "#lab/training/language-model/index";
import type paper from "../paper.ts";
import { gateForms, textArmNames, toyArms, type GateForm, type TextArmName } from "./arms.ts";
import type { ToyArm } from "./toy.ts";

type Shape = Comparison["shape"];

export interface Settings extends PresetBase {
  /** Steps of the toy's arms, and of its forms of the gate, of which the first is the paper's. */
  readonly toy: {
    readonly arms: readonly ToyArm[];
    readonly steps: number;
    readonly forms: readonly GateForm[];
    readonly gateSteps: number;
  };
  /** The task that makes attention sinks. */
  readonly task: { readonly shape: Shape; readonly steps: number; readonly text?: BackcopyOptions };
  /** The character model. */
  readonly text: {
    readonly arms: readonly TextArmName[];
    readonly shape: Shape;
    readonly steps: number;
    readonly validationBatches: number;
  };
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
  seconds: { node: 600, browser: 5300 },
  toy: { arms: toyArms, steps: 3000, forms: gateForms, gateSteps: 1200 },
  task: { shape: { depth: 3, width: 64, heads: 1, context: 64, batch: 16 }, steps: 1000 },
  text: { arms: textArmNames, shape: shapes.wide, steps: 240, validationBatches: 16 },
  timing: { widths: [64, 256], rounds: 8 },
};

/** Of all arms of the toy but its gates, and of all arms of the task: what is compared there is how large activations become. */
export const commonRates = { toy: 5e-3, task: 3e-3 } as const;

/** Points are drawn for the first seeds only: a page reads them all. */
export const isDrawn = (lab: OutlierLab): boolean => lab.seed <= 2;
