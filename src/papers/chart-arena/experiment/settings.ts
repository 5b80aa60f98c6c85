/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Tables of a seed, of all six families; half as many diagrams come on top. */
  readonly charts: number;
  /** Steps of a ladder of damage, the unharmed one among them. */
  readonly steps: number;
}

export type ChartName = "Formats" | "Damage" | "Negative values" | "Published scores";
export type ArenaLab = Lab<keyof (typeof paper)["claims"], ChartName>;
