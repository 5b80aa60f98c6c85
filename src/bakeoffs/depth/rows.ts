/** What the units find. Numbers that are not finite are null. */
import type { ArmTime } from "../times.ts";

/** What blocks do, the first one first. */
export interface Look {
  /** Of the stream behind each block. */
  readonly variance: readonly (number | null)[];
  /** Norm over all parameters of a block. */
  readonly gradient: readonly (number | null)[];
  /** What taking out each block adds to the loss, in nats. */
  readonly removal: readonly (number | null)[];
}

export interface TrainingRow {
  readonly kind: "training";
  readonly arm: string;
  readonly seed: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Why it failed, diverged or not; null: it did not. */
  readonly failed: string | null;
  /** Validation loss at the end and after a fifth of the steps, nats per character. */
  readonly loss: number | null;
  readonly earlyLoss: number | null;
  readonly parameters: number;
  /** Of the end; null where training diverged. */
  readonly look: Look | null;
}

export interface HighRateRow {
  readonly kind: "high rates";
  readonly arm: string;
  readonly steps: number;
  readonly learningRates: readonly {
    readonly learningRate: number;
    /** Mean of the last fifty training losses. */
    readonly last: number | null;
    readonly failed: string | null;
  }[];
}

export interface TimeRow {
  readonly kind: "step time";
  readonly arms: Readonly<Record<string, ArmTime>>;
  /** Half-width of the baseline against itself, in percent. */
  readonly noise: number;
}

export type DepthRow = TrainingRow | HighRateRow | TimeRow;

export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
