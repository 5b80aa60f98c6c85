/** What the parts of the experiment share: settings and charts. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type { Comparison } from "#lab/training/language-model/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Few: those without which a claim would have no number. */
  readonly arms: "all" | "few";
  /** Steps of each arm on the task in which length says how many keys count. */
  readonly retrievalSteps: number;
  readonly digits: { readonly steps: number; readonly tested: number };
  readonly text: { readonly shape: Comparison["shape"]; readonly steps: number; readonly validationBatches: number };
  /** Numbers of tokens whose attention is timed, and rounds of timing. */
  readonly timing: { readonly tokens: readonly number[]; readonly rounds: number };
}

export type ClaimId = keyof (typeof paper)["claims"];
export type ChartName =
  | "Accuracy by keys to average"
  | "Entropy by length"
  | "Exponents"
  | "Time by tokens"
  | "Digits"
  | "Validation"
  | "Retrieval";
export type NalaLab = Lab<ClaimId, ChartName>;

/** Points are drawn for the first seeds only: a page reads them all. */
export const isDrawn = (lab: NalaLab): boolean => lab.seed <= 2;

export const full: Settings = {
  seeds: 10,
  seconds: { node: 700, browser: 3000 },
  arms: "all",
  retrievalSteps: 800,
  digits: { steps: 300, tested: 2500 },
  text: { shape: { depth: 4, width: 64, heads: 4, context: 64, batch: 16 }, steps: 150, validationBatches: 16 },
  timing: { tokens: [64, 128, 256, 512, 1024, 2048], rounds: 12 },
};
