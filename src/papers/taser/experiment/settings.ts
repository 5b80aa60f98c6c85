/** What the parts of the experiment share. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  readonly filings: number;
  /** Rows of the largest table that may come. */
  readonly largest: number;
  /** Orders of the documents that the loop is run in; their mean is one sample. */
  readonly orders: number;
  readonly batches: readonly number[];
}

export type ChartName = "Recommendations" | "Coverage by batch" | "Coverage by version" | "Detection";
export type TaserLab = Lab<keyof (typeof paper)["claims"], ChartName>;
