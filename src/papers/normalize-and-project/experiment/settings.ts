/** What the parts of the experiment share: settings and charts. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Tasks of memorizing one after the other, updates of each, and streams of such tasks whose mean is one value. */
  readonly memory: { readonly tasks: number; readonly steps: number; readonly streams: number };
  /** Updates of plain gradient descent over which the two sides of the equivalence are compared. */
  readonly equivalence: { readonly steps: number };
  /** Updates on one game; on each visit of four that follow each other, and how often each is visited; agents of a kind on each, whose mean is one value (one where no claim is about the kind). */
  readonly control: {
    readonly single: number;
    readonly phase: number;
    readonly visits: number;
    readonly replicates: { readonly single: number; readonly sequence: number };
  };
  /** The digits that nothing happens to: updates of the convolutional net, and digits of its test. */
  readonly digits: { readonly steps: number; readonly tested: number };
}

/** Seeds of what is repeated within a seed of the experiment: none is a seed of tuning. */
export const repeatSeed = (seed: number, repeat: number): number => seed + 10_000 * repeat;

export type ClaimId = keyof typeof paper.claims;
export type ChartName =
  | "Effective rate"
  | "Weight norm"
  | "Accuracy by task"
  | "At the same rate"
  | "One game"
  | "Games in sequence"
  | "Rate of the agent"
  | "Digits";
export type NapLab = Lab<ClaimId, ChartName>;

export const full: Settings = {
  seeds: 8,
  seconds: { node: 700, browser: 3000 },
  memory: { tasks: 20, steps: 100, streams: 2 },
  equivalence: { steps: 50 },
  control: { single: 2_000, phase: 700, visits: 2, replicates: { single: 4, sequence: 2 } },
  digits: { steps: 800, tested: 2_500 },
};
