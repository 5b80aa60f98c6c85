/** Settings that papers on depth share, so that their arms can be held beside each other: the whole run, one for a reader, and the smallest. */
import type { PresetBase } from "../../kit/index.ts";
import { depthShape, type DepthArmName, type DepthShape } from "./arms.ts";
import type { Moment } from "./compare.ts";

export interface DepthSettings extends PresetBase {
  readonly shape: DepthShape;
  readonly steps: number;
  /** Steps after which blocks are looked into before the end; divides `steps`. */
  readonly early: number;
  readonly validationBatches: number;
  /** Whose blocks are looked into, and when. */
  readonly looked: Readonly<Partial<Record<DepthArmName, readonly Moment[]>>>;
  /** Steps on another text. */
  readonly continued: number;
}

export const depthPresets = {
  full: {
    seeds: 8,
    seconds: { node: 1200, browser: 6000 },
    shape: depthShape,
    steps: 1000,
    early: 200,
    validationBatches: 64,
    continued: 60,
  },
  quick: {
    seeds: 1,
    seconds: { node: 45, browser: 130 },
    shape: { ...depthShape, depth: 8 },
    steps: 100,
    early: 20,
    validationBatches: 32,
    continued: 10,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    shape: { depth: 2, width: 8, heads: 1, context: 6, batch: 2 },
    steps: 2,
    early: 1,
    validationBatches: 1,
    continued: 1,
  },
} as const satisfies Record<string, Omit<DepthSettings, "looked">>;
