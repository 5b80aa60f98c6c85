/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Blocks of the untrained towers; the last is the deepest. */
  readonly probed: readonly number[];
  /** Untrained towers that a measurement is the mean of. */
  readonly draws: number;
  /** Blocks of the trained towers; claims are measured on the last. */
  readonly trained: readonly number[];
  /** Updates of a trained tower. */
  readonly steps: number;
  /** Blocks of the towers whose capacity is compared. */
  readonly capacityDepth: number;
  /** Multiples of 1/sqrt(n) in that comparison: at least three. */
  readonly multiples: readonly number[];
  /** Test digits on which complexity and the series are measured. */
  readonly digits: number;
}

export type ChartName =
  | "Growth"
  | "Gradient"
  | "Error of the series"
  | "Orders of the series"
  | "Accuracy by depth"
  | "Capacity"
  | "Complexity";
export type ResidualDepthLab = Lab<keyof (typeof paper)["claims"], ChartName>;
